package dev.keelson.controllers.job;

import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Whether an indexed Job has done enough before all of it is done. Pure. */
final class SuccessPolicy {
  private SuccessPolicy() {}

  /** In words, which rule is met; empty: none. */
  static Optional<String> met(JobView job, IndexIntervals succeeded) {
    if (job.successPolicy().isEmpty() || succeeded.isEmpty()) {
      return Optional.empty();
    }
    List<JsonObject> rules = job.successPolicy().get().array("rules").objects().toList();
    for (int i = 0; i < rules.size(); i++) {
      if (isMet(rules.get(i), job.indexes(), succeeded)) {
        return Optional.of("Matched rules at index " + i);
      }
    }
    return Optional.empty();
  }

  private static boolean isMet(JsonObject rule, int completions, IndexIntervals succeeded) {
    boolean hasCount = rule.isSet("succeededCount");
    long count = rule.number("succeededCount", 0);
    if (!rule.isSet("succeededIndexes")) {
      return hasCount && succeeded.total() >= count;
    }
    IndexIntervals wanted = IndexIntervals.parse(rule.text("succeededIndexes"), completions);
    if (wanted.isEmpty()) {
      return false;
    }
    int common = wanted.common(succeeded);
    return common == wanted.total() || (hasCount && common >= count);
  }
}
