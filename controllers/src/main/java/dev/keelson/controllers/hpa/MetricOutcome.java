package dev.keelson.controllers.hpa;

import dev.keelson.apiserver.model.json.JsonObject;

/** What became of one of {@code spec.metrics}. */
sealed interface MetricOutcome {
  /**
   * @param name what it is called in events and conditions
   * @param status of {@code status.currentMetrics}
   */
  record Computed(int replicas, String name, JsonObject status) implements MetricOutcome {}

  /**
   * @param reason of event and condition
   * @param cause what both say
   * @param whole the same, with where it came about
   */
  record Failed(String reason, String cause, String whole) implements MetricOutcome {}
}
