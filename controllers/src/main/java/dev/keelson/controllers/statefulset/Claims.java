package dev.keelson.controllers.statefulset;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.controllers.pod.OwnerRef;
import dev.keelson.controllers.pod.OwnerRefs;
import dev.keelson.controllers.pod.PodView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The claims of a set's pods, and who takes them along: by {@code
 * persistentVolumeClaimRetentionPolicy} a claim belongs to the set, so that it goes with the set;
 * or, once its pod is scaled away, to the pod; or to nobody. Pure.
 */
final class Claims {
  private Claims() {}

  /** Of one pod, as the templates say. */
  static List<ApiObject> of(StatefulSetView set, int ordinal) {
    List<ApiObject> claims = new ArrayList<>();
    for (JsonObject template : set.claimTemplates()) {
      Map<String, String> labels =
          new LinkedHashMap<>(template.object("metadata").object("labels").texts());
      labels.putAll(set.spec().object("selector").object("matchLabels").texts());
      JsonObject metadata =
          template
              .object("metadata")
              .with("name", set.claimName(template, ordinal))
              .with("namespace", set.object().namespace())
              .with("labels", JsonObject.ofText(labels));
      claims.add(
          new ApiObject(
              template
                  .without("status")
                  .with("apiVersion", "v1")
                  .with("kind", "PersistentVolumeClaim")
                  .with("metadata", metadata)));
    }
    return claims;
  }

  /** Whether it belongs to an earlier pod of that name: it is about to go with that. */
  static boolean isStale(ApiObject claim, String podName, String podUid) {
    return OwnerRefs.of(claim).stream()
        .anyMatch(owner -> isPod(owner, podName) && !owner.uid().equals(podUid));
  }

  private static boolean isPod(OwnerRef owner, String name) {
    return owner.apiVersion().equals("v1")
        && owner.kind().equals("Pod")
        && owner.name().equals(name);
  }

  private static boolean isSet(OwnerRef owner, StatefulSetView set) {
    return owner.apiVersion().equals("apps/v1")
        && owner.kind().equals("StatefulSet")
        && owner.name().equals(set.name());
  }

  /** Somebody else manages it. */
  static boolean hasStranger(ApiObject claim, StatefulSetView set, PodView pod) {
    if (!set.deletesClaimsWhenScaled() && !set.deletesClaimsWhenDeleted()) {
      return false;
    }
    return claim
        .ownerReferences()
        .objects()
        .anyMatch(
            reference -> {
              OwnerRef owner =
                  new OwnerRef(
                      reference.text("apiVersion"),
                      reference.text("kind"),
                      reference.text("name"),
                      reference.text("uid"));
              if (isSet(owner, set)) {
                return !owner.uid().equals(set.object().uid());
              }
              if (isPod(owner, pod.name())) {
                return !owner.uid().equals(pod.uid());
              }
              return reference.isTrue("controller");
            });
  }

  /**
   * The claim as the policy wants it owned.
   *
   * @return empty: it is, or must be left as it is
   */
  static Optional<ApiObject> owned(ApiObject claim, StatefulSetView set, PodView pod) {
    boolean isOfAnother =
        OwnerRefs.of(claim).stream()
            .anyMatch(
                owner ->
                    (isSet(owner, set) && !owner.uid().equals(set.object().uid()))
                        || (isPod(owner, pod.name()) && !owner.uid().equals(pod.uid())));
    if (isOfAnother) {
      return Optional.empty();
    }
    List<JsonValue> wanted = new ArrayList<>();
    claim
        .ownerReferences()
        .objects()
        .filter(
            each ->
                !each.text("uid").equals(set.object().uid()) && !each.text("uid").equals(pod.uid()))
        .forEach(wanted::add);
    if (!hasStranger(claim, set, pod)) {
      boolean isScaledAway = !set.covers(Ordinals.of(pod.name()));
      if (set.deletesClaimsWhenScaled() && isScaledAway) {
        wanted.add(OwnerRefs.toController(pod.object()));
      } else if (set.deletesClaimsWhenDeleted()) {
        wanted.add(OwnerRefs.toController(set.object()));
      }
    }
    JsonArray references = new JsonArray(wanted);
    return references.equals(claim.ownerReferences())
        ? Optional.empty()
        : Optional.of(
            claim.withMetadata(
                metadata ->
                    wanted.isEmpty()
                        ? metadata.without("ownerReferences")
                        : metadata.with("ownerReferences", references)));
  }
}
