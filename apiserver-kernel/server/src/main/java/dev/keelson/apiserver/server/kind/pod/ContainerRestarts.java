package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;

/** Whether a container that ended is started again: by its rules, its policy, or its pod's. */
final class ContainerRestarts {
  private ContainerRestarts() {}

  static boolean restarts(JsonObject container, JsonObject spec, long exitCode) {
    if (container.isSet("restartPolicy")) {
      boolean byRule =
          container
              .array("restartPolicyRules")
              .objects()
              .anyMatch(rule -> matches(rule.object("exitCodes"), exitCode));
      if (byRule) {
        return true;
      }
    }
    String own = container.text("restartPolicy");
    return switch (own.isEmpty() ? spec.text("restartPolicy") : own) {
      case "Never" -> false;
      case "OnFailure" -> exitCode != 0;
      default -> true;
    };
  }

  private static boolean matches(JsonObject codes, long exitCode) {
    boolean isNamed = codes.array("values").values().contains(JsonLong.of(exitCode));
    return switch (codes.text("operator")) {
      case "In" -> isNamed;
      case "NotIn" -> !isNamed;
      default -> false;
    };
  }

  /** Whether any container's end may restart them all. */
  static boolean mayRestartAll(JsonObject spec) {
    return List.of("initContainers", "containers").stream()
        .flatMap(list -> spec.array(list).objects())
        .flatMap(container -> container.array("restartPolicyRules").objects())
        .anyMatch(rule -> rule.text("action").equals("RestartAllContainers"));
  }
}
