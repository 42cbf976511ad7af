package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A volume of a pod that comes from a claim.
 *
 * @param claim its name, in the pod's namespace
 * @param isEphemeral the claim is made for the pod alone
 */
record ClaimUse(String claim, boolean isEphemeral) {
  static List<ClaimUse> of(PodView pod) {
    JsonArray volumes = pod.volumes();
    List<ClaimUse> uses = List.of();
    for (JsonValue each : volumes) {
      if (each instanceof JsonObject volume) {
        Optional<ClaimUse> use = of(pod, volume);
        if (use.isPresent()) {
          uses = uses.isEmpty() ? new ArrayList<>(2) : uses;
          uses.add(use.get());
        }
      }
    }
    return uses;
  }

  private static Optional<ClaimUse> of(PodView pod, JsonObject volume) {
    if (volume.isSet("persistentVolumeClaim")) {
      return Optional.of(
          new ClaimUse(volume.object("persistentVolumeClaim").text("claimName"), false));
    }
    return volume.isSet("ephemeral")
        ? Optional.of(new ClaimUse(pod.name().name() + "-" + volume.text("name"), true))
        : Optional.empty();
  }

  /** Whether it is in a namespace and of a name that the pod uses. */
  static boolean uses(PodView pod, String namespace, String claim) {
    return pod.namespace().equals(namespace)
        && of(pod).stream().anyMatch(each -> each.claim.equals(claim));
  }

  /** Why a claim is not the one that was made for the pod; empty where it is, or need not be. */
  Optional<String> foreign(PodView pod, Claim found) {
    boolean isOwn =
        !isEphemeral
            || found
                .object()
                .controller()
                .filter(owner -> owner.text("uid").equals(pod.uid()))
                .isPresent();
    return isOwn
        ? Optional.empty()
        : Optional.of(
            "PVC %s was not created for pod %s/%s (pod is not owner)"
                .formatted(found.text(), pod.namespace(), pod.name().name()));
  }
}
