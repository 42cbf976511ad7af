package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.SelectorRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tolerations, spreading, and gates before scheduling. */
final class PlacementRules {
  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");
  private static final List<String> WHEN_NOT = List.of("DoNotSchedule", "ScheduleAnyway");
  private static final List<String> POLICIES = List.of("Honor", "Ignore");

  private PlacementRules() {}

  static void tolerations(Located spec) {
    for (Located toleration : spec.each("tolerations")) {
      String key = toleration.text("key");
      String operator = toleration.text("operator");
      String value = toleration.text("value");
      toleration.formIfAny("key", Names::qualifiedName);
      if (key.isEmpty() && !operator.equals("Exists")) {
        toleration.invalid(
            "operator",
            operator,
            "operator must be Exists when `key` is empty, which means \"match all values and all"
                + " keys\"");
      }
      if (toleration.has("tolerationSeconds") && !toleration.text("effect").equals("NoExecute")) {
        toleration.invalid(
            "effect",
            toleration.text("effect"),
            "effect must be 'NoExecute' when `tolerationSeconds` is set");
      }
      switch (operator) {
        case "Equal", "" -> {
          List<String> wrong = Names.labelValue(value);
          if (!wrong.isEmpty()) {
            toleration.invalid("operator", value, String.join(";", wrong));
          }
        }
        case "Exists" -> {
          if (!value.isEmpty()) {
            toleration.invalid(
                "operator", value, "value must be empty when `operator` is 'Exists'");
          }
        }
        case "Lt", "Gt" ->
            toleration.notSupported("operator", List.of("Equal", "Exists", "Lt", "Gt"));
        default -> toleration.notSupported("operator", List.of("Equal", "Exists"));
      }
      if (!toleration.text("effect").isEmpty()) {
        toleration.oneOf("effect", EFFECTS);
      }
    }
  }

  static void gates(Located spec) {
    Set<String> seen = new HashSet<>();
    for (Located gate : spec.each("schedulingGates")) {
      String name = gate.text("name");
      for (String message : Names.qualifiedName(name)) {
        gate.errors().invalid(gate.path(), name, message);
      }
      if (!seen.add(name)) {
        gate.errors().duplicate(gate.path(), name);
      }
    }
  }

  /** Only there where the gate GenericWorkload is open. */
  static void group(Located spec) {
    if (!spec.has("schedulingGroup")) {
      return;
    }
    Located group = spec.in("schedulingGroup");
    if (group.has("podGroupName")) {
      String name = group.text("podGroupName");
      Names.subdomain1123(name).forEach(wrong -> group.invalid("podGroupName", name, wrong));
    } else {
      group.invalid("podGroupName", "must specify one of: `podGroupName`");
    }
  }

  static void spread(Located spec) {
    List<Located> constraints = spec.each("topologySpreadConstraints");
    for (int i = 0; i < constraints.size(); i++) {
      Located constraint = constraints.get(i);
      positive(constraint, "maxSkew");
      if (constraint.text("topologyKey").isEmpty()) {
        constraint.required("topologyKey", "can not be empty");
      }
      if (!WHEN_NOT.contains(constraint.text("whenUnsatisfiable"))) {
        constraint.notSupported("whenUnsatisfiable", WHEN_NOT);
      }
      repeated(constraint, constraints.subList(i + 1, constraints.size()));
      domains(constraint);
      constraint.oneOf("nodeAffinityPolicy", POLICIES);
      constraint.oneOf("nodeTaintsPolicy", POLICIES);
      AffinityRules.labelKeys(constraint);
      SelectorRules.selector(constraint.in("labelSelector"));
    }
  }

  private static void positive(Located holder, String name) {
    if (holder.number(name) <= 0) {
      holder.errors().invalid(holder.path(name), holder.number(name), "must be greater than zero");
    }
  }

  private static void repeated(Located constraint, List<Located> rest) {
    String key = constraint.text("topologyKey");
    String when = constraint.text("whenUnsatisfiable");
    for (Located other : rest) {
      if (other.text("topologyKey").equals(key) && other.text("whenUnsatisfiable").equals(when)) {
        constraint
            .errors()
            .duplicate(
                constraint.path("{topologyKey, whenUnsatisfiable}"), "{" + key + ", " + when + "}");
        return;
      }
    }
  }

  private static void domains(Located constraint) {
    if (!(constraint.get("minDomains") instanceof JsonLong)) {
      return;
    }
    positive(constraint, "minDomains");
    String when = constraint.text("whenUnsatisfiable");
    if (!when.equals("DoNotSchedule")) {
      constraint.invalid(
          "minDomains", "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + when);
    }
  }
}
