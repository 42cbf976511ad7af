package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.Located;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a job does about pods that fail. */
final class FailurePolicyRules {
  private static final int MOST_RULES = 20;
  private static final int MOST_CODES = 255;
  private static final int MOST_CONDITIONS = 20;
  private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");
  private static final List<String> OPERATORS = List.of("In", "NotIn");
  private static final List<String> STATUSES = List.of("False", "True", "Unknown");

  private FailurePolicyRules() {}

  static void check(Located spec) {
    Located policy = spec.in("podFailurePolicy");
    List<Located> rules = policy.each("rules");
    if (rules.size() > MOST_RULES) {
      policy.errors().tooMany(policy.path("rules"), rules.size(), MOST_RULES);
    }
    Set<String> containers = new HashSet<>();
    Located pod = spec.in("template").in("spec");
    for (String list : List.of("containers", "initContainers")) {
      pod.each(list).forEach(each -> containers.add(each.text("name")));
    }
    for (Located rule : rules) {
      rule(rule, spec.has("backoffLimitPerIndex"), containers);
    }
  }

  private static void rule(Located rule, boolean perIndex, Set<String> containers) {
    switch (rule.text("action")) {
      case "" -> rule.required("action", JobSpecRules.quoted(ACTIONS));
      case "FailIndex" -> {
        if (!perIndex) {
          rule.invalid("action", "requires the backoffLimitPerIndex to be set");
        }
      }
      default -> rule.oneOf("action", ACTIONS);
    }
    boolean byCode = rule.has("onExitCodes");
    List<Located> conditions = rule.each("onPodConditions");
    if (byCode) {
      codes(rule.in("onExitCodes"), containers);
    }
    if (conditions.size() > MOST_CONDITIONS) {
      rule.errors().tooMany(rule.path("onPodConditions"), conditions.size(), MOST_CONDITIONS);
    }
    for (Located condition : conditions) {
      condition.form("type", Names::qualifiedName);
      if (condition.text("status").isEmpty()) {
        condition.required("status", JobSpecRules.quoted(STATUSES));
      } else {
        condition.oneOf("status", STATUSES);
      }
    }
    if (byCode && !conditions.isEmpty()) {
      rule.errors()
          .invalid(rule.path(), "specifying both OnExitCodes and OnPodConditions is not supported");
    } else if (!byCode && conditions.isEmpty()) {
      rule.errors()
          .invalid(rule.path(), "specifying one of OnExitCodes and OnPodConditions is required");
    }
  }

  private static void codes(Located codes, Set<String> containers) {
    if (codes.text("operator").isEmpty()) {
      codes.required("operator", JobSpecRules.quoted(OPERATORS));
    } else {
      codes.oneOf("operator", OPERATORS);
    }
    if (codes.has("containerName") && !containers.contains(codes.text("containerName"))) {
      codes.invalid(
          "containerName",
          "must be one of the container or initContainer names in the pod template");
    }
    List<Long> values = JobSpecRules.numbers(codes.json().array("values"));
    if (values.isEmpty()) {
      codes.invalid("values", "at least one value is required");
    } else if (values.size() > MOST_CODES) {
      codes.errors().tooMany(codes.path("values"), values.size(), MOST_CODES);
    }
    Set<Long> seen = new HashSet<>();
    boolean ordered = true;
    for (int i = 0; i < values.size(); i++) {
      long value = values.get(i);
      if (value == 0 && codes.text("operator").equals("In")) {
        codes
            .errors()
            .invalid(codes.path("values").index(i), 0, "must not be 0 for the In operator");
      }
      if (!seen.add(value)) {
        codes.errors().duplicate(codes.path("values").index(i), JsonLong.of(value));
      }
      ordered &= i == 0 || values.get(i - 1) <= value;
    }
    if (!ordered) {
      codes.invalid("values", "must be ordered");
    }
  }
}
