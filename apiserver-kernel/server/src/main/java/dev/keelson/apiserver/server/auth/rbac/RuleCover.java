package dev.keelson.apiserver.server.auth.rbac;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares what sets of rules allow. */
final class RuleCover {
  private RuleCover() {}

  /** Of {@code wanted}, broken into its parts, those that no single rule of {@code held} covers. */
  static List<PolicyRule> missing(List<PolicyRule> held, List<PolicyRule> wanted) {
    List<PolicyRule> missing = new ArrayList<>();
    for (PolicyRule rule : wanted) {
      for (PolicyRule part : rule.parts()) {
        if (held.stream().noneMatch(each -> each.covers(part))) {
          missing.add(part);
        }
      }
    }
    return missing;
  }

  /** Rules that differ in their verbs alone become one; the others stay, before them. */
  static List<PolicyRule> compact(List<PolicyRule> rules) {
    List<PolicyRule> compacted = new ArrayList<>();
    Map<PolicyRule, PolicyRule> simple = new LinkedHashMap<>();
    for (PolicyRule rule : rules) {
      if (rule.isSimple()) {
        simple.merge(rule.withVerbs(List.of()), rule, RuleCover::both);
      } else {
        compacted.add(rule);
      }
    }
    compacted.addAll(simple.values());
    return compacted;
  }

  private static PolicyRule both(PolicyRule one, PolicyRule other) {
    List<String> verbs = new ArrayList<>(one.verbs());
    verbs.addAll(other.verbs());
    return one.withVerbs(verbs);
  }
}
