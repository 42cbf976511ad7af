package dev.keelson.controllers.quota;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which objects a quota is about: {@code Terminating Exists}, {@code PriorityClass In [high]}.
 *
 * @param operator In, NotIn, Exists or DoesNotExist
 */
record QuotaScope(String name, String operator, List<String> values) {
  QuotaScope {
    values = List.copyOf(values);
  }

  /** All have to hold. */
  static List<QuotaScope> of(ApiObject quota) {
    Stream<QuotaScope> named =
        quota.spec().array("scopes").texts().map(each -> new QuotaScope(each, "Exists", List.of()));
    Stream<QuotaScope> selected =
        quota
            .spec()
            .object("scopeSelector")
            .array("matchExpressions")
            .objects()
            .map(
                each ->
                    new QuotaScope(
                        each.text("scopeName"),
                        each.text("operator"),
                        each.array("values").texts().toList()));
    return Stream.concat(named, selected).toList();
  }

  boolean hasPod(ApiObject pod) {
    return switch (name) {
      case "Terminating" -> isTerminating(pod);
      case "NotTerminating" -> !isTerminating(pod);
      case "BestEffort" -> isBestEffort(pod);
      case "NotBestEffort" -> !isBestEffort(pod);
      case "PriorityClass" -> selects(Set.of(pod.spec().text("priorityClassName")));
      case "CrossNamespacePodAffinity" -> looksElsewhere(pod.spec().object("affinity"));
      default -> false;
    };
  }

  boolean hasClaim(ApiObject claim) {
    return name.equals("VolumeAttributesClass")
        && selects(
            Set.copyOf(
                List.of(
                    claim.spec().text("volumeAttributesClassName"),
                    claim.status().text("currentVolumeAttributesClassName"),
                    claim
                        .status()
                        .textAt("modifyVolumeStatus", "targetVolumeAttributesClassName"))));
  }

  /** As a label selector sees a label that may be missing. */
  private boolean selects(Set<String> names) {
    Set<String> present = new TreeSet<>(names);
    present.remove("");
    return switch (operator) {
      case "In" -> present.stream().anyMatch(values::contains);
      case "NotIn" ->
          present.isEmpty() || present.stream().anyMatch(each -> !values.contains(each));
      case "DoesNotExist" -> present.isEmpty();
      default -> !present.isEmpty();
    };
  }

  private static boolean isTerminating(ApiObject pod) {
    return pod.spec().number("activeDeadlineSeconds", -1) >= 0;
  }

  private static boolean isBestEffort(ApiObject pod) {
    String known = pod.status().text("qosClass");
    if (!known.isEmpty()) {
      return known.equals("BestEffort");
    }
    return Stream.of("containers", "initContainers")
        .flatMap(list -> pod.spec().array(list).objects())
        .map(each -> each.object("resources"))
        .allMatch(each -> each.object("requests").isEmpty() && each.object("limits").isEmpty());
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
