package dev.keelson.controllers.hpa;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.PodConditions;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.pod.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pods by how much their samples say.
 *
 * @param ready how many count as they are
 * @param unready that start, or are not ready
 * @param missing without a sample
 * @param ignored that have failed or go
 */
record PodGroups(int ready, Set<String> unready, Set<String> missing, Set<String> ignored) {
  /**
   * @param initialization in which a pod's CPU counts only while it is ready
   * @param readinessDelay by when a pod that is not ready any more has once been
   * @param now of the wall clock: kubelets wrote what it is compared with
   */
  record Ages(Duration initialization, Duration readinessDelay, Instant now) {}

  static PodGroups of(
      List<PodView> pods, Map<String, PodMetric> metrics, String resource, Ages ages) {
    Set<String> unready = new HashSet<>();
    Set<String> missing = new HashSet<>();
    Set<String> ignored = new HashSet<>();
    int ready = 0;
    for (PodView pod : pods) {
      PodMetric metric = metrics.get(pod.name());
      if (pod.isBeingDeleted() || pod.isFailed()) {
        ignored.add(pod.name());
      } else if (pod.phase().equals("Pending")) {
        unready.add(pod.name());
      } else if (metric == null) {
        missing.add(pod.name());
      } else if (resource.equals("cpu") && isUnready(pod, metric, ages)) {
        unready.add(pod.name());
      } else {
        ready++;
      }
    }
    return new PodGroups(ready, unready, missing, ignored);
  }

  private static boolean isUnready(PodView pod, PodMetric metric, Ages ages) {
    Optional<JsonObject> condition = pod.condition(PodConditions.READY);
    Optional<Instant> start = pod.startTime();
    if (condition.isEmpty() || start.isEmpty()) {
      return true;
    }
    boolean isFalse = condition.get().text("status").equals("False");
    Instant changed = Times.parse(condition.get().text("lastTransitionTime")).orElse(Instant.EPOCH);
    if (start.get().plus(ages.initialization()).isAfter(ages.now())) {
      return isFalse || metric.timestamp().isBefore(changed.plus(metric.window()));
    }
    return isFalse && start.get().plus(ages.readinessDelay()).isAfter(changed);
  }
}
