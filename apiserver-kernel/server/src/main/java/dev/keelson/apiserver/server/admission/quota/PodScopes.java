package dev.keelson.apiserver.server.admission.quota;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.pod.QosClass;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which pods a scope is about. */
final class PodScopes {
  private PodScopes() {}

  static boolean isIn(Scope scope, ApiObject pod) {
    return switch (scope.name()) {
      case "Terminating" -> isTerminating(pod);
      case "NotTerminating" -> !isTerminating(pod);
      case "BestEffort" -> isBestEffort(pod);
      case "NotBestEffort" -> !isBestEffort(pod);
      case "PriorityClass" ->
          scope.selects(
              Optional.of(pod.spec().text("priorityClassName"))
                  .filter(name -> !name.isEmpty())
                  .map(List::of)
                  .orElse(List.of()));
      case "CrossNamespacePodAffinity" -> looksElsewhere(pod.spec().object("affinity"));
      default -> false;
    };
  }

  /** Whether it has only so long to run. */
  static boolean isTerminating(ApiObject pod) {
    return pod.spec().get("activeDeadlineSeconds") instanceof JsonLong(long seconds)
        && seconds >= 0;
  }

  private static boolean isBestEffort(ApiObject pod) {
    String known = pod.status().text("qosClass");
    return known.isEmpty()
        ? QosClass.of(pod.spec()) == QosClass.BEST_EFFORT
        : known.equals(QosClass.BEST_EFFORT.text());
  }

  private static boolean looksElsewhere(JsonObject affinity) {
    return Stream.of("podAffinity", "podAntiAffinity")
        .map(affinity::object)
        .flatMap(
            each ->
                Stream.concat(
                    each.array("requiredDuringSchedulingIgnoredDuringExecution").objects(),
                    each.array("preferredDuringSchedulingIgnoredDuringExecution")
                        .objects()
                        .map(weighted -> weighted.object("podAffinityTerm"))))
        .anyMatch(term -> !term.array("namespaces").isEmpty() || term.isSet("namespaceSelector"));
  }
}
