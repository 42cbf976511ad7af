package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.nodeagent.spec.ContainerKind;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.util.Optional;

/** Whether a container that has ended is started again. */
final class RestartRules {
  private RestartRules() {}

  static boolean restarts(PodView pod, ContainerSpec spec, int code) {
    return switch (spec.kind()) {
      case EPHEMERAL -> false;
      case SIDECAR -> true;
      case INIT -> code != 0 && byPolicy(pod, spec, code);
      case MAIN -> byPolicy(pod, spec, code);
    };
  }

  private static boolean byPolicy(PodView pod, ContainerSpec spec, int code) {
    if (byRule(spec, code)) {
      return true;
    }
    boolean isOwn = !spec.restartPolicy().isEmpty();
    return switch (isOwn ? spec.restartPolicy() : pod.restartPolicy()) {
      case "Never" -> false;
      case "OnFailure" -> code != 0;
      default -> spec.kind() == ContainerKind.MAIN || code != 0;
    };
  }

  /** {@code restartPolicyRules}: the first that fits. */
  private static boolean byRule(ContainerSpec spec, int code) {
    Optional<JsonObject> rule =
        spec.tree()
            .array("restartPolicyRules")
            .objects()
            .filter(each -> fits(each.object("exitCodes"), code))
            .findFirst();
    return rule.map(each -> each.text("action").equals("Restart")).orElse(false);
  }

  private static boolean fits(JsonObject exitCodes, int code) {
    boolean isListed = exitCodes.array("values").values().contains(JsonLong.of(code));
    return isListed == exitCodes.text("operator").equals("In");
  }
}
