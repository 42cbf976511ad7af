package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.server.kind.Located;
import java.util.List;

/** When an indexed job has succeeded enough. */
final class SuccessPolicyRules {
  private static final int MOST_RULES = 20;
  private static final int LONGEST_INDEXES = 64 * 1024;

  private SuccessPolicyRules() {}

  static void check(Located spec) {
    Located policy = spec.in("successPolicy");
    List<Located> rules = policy.each("rules");
    if (rules.isEmpty()) {
      policy.required(
          "rules", "at least one rules must be specified when the successPolicy is specified");
    }
    if (rules.size() > MOST_RULES) {
      policy.errors().tooMany(policy.path("rules"), rules.size(), MOST_RULES);
    }
    for (Located rule : rules) {
      rule(rule, spec.number("completions"));
    }
  }

  private static void rule(Located rule, long completions) {
    if (!rule.has("succeededCount") && !rule.has("succeededIndexes")) {
      rule.errors()
          .required(
              rule.path(), "at least one of succeededCount or succeededIndexes must be specified");
    }
    long total = 0;
    if (rule.has("succeededIndexes")) {
      String text = rule.text("succeededIndexes");
      if (text.length() > LONGEST_INDEXES) {
        rule.errors().tooLong(rule.path("succeededIndexes"), LONGEST_INDEXES);
      }
      JobIndexes indexes = JobIndexes.parse(text, completions);
      total = indexes.total();
      if (!indexes.wrong().isEmpty()) {
        rule.invalid("succeededIndexes", "error parsing succeededIndexes: " + indexes.wrong());
      }
    }
    if (!rule.has("succeededCount")) {
      return;
    }
    rule.notNegative("succeededCount");
    long count = rule.number("succeededCount");
    if (count > completions) {
      rule.invalid(
          "succeededCount",
          "must be less than or equal to "
              + completions
              + " (the number of specified completions)");
    }
    if (rule.has("succeededIndexes") && count > total) {
      rule.invalid(
          "succeededCount",
          "must be less than or equal to "
              + total
              + " (the number of indexes in the specified succeededIndexes field)");
    }
  }
}
