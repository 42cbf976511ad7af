package dev.keelson.controllers.network.disruption;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.PodConditions;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.pod.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A budget's numbers.
 *
 * @param disrupted pods that were evicted and are still to end, with the time of the eviction
 * @param notDeleted pods that were evicted, and did not end in time
 * @param recheck when the first of {@code disrupted} is given up
 */
record BudgetPlan(
    int healthy,
    int desired,
    int expected,
    Map<String, Instant> disrupted,
    List<PodView> notDeleted,
    Optional<Instant> recheck) {
  /** From an eviction to the pod's deletion, at most. */
  static final Duration DELETION = Duration.ofMinutes(2);

  static final String CONDITION = "DisruptionAllowed";

  /**
   * @param scale of all that control the pods, where the budget needs it
   * @throws IllegalArgumentException the budget's number is none
   */
  static BudgetPlan of(BudgetView budget, List<PodView> pods, int scale, Instant now) {
    int expected = budget.needsScale() ? scale : budget.limitsAvailable() ? pods.size() : 0;
    int desired =
        budget.limitsUnavailable()
            ? Math.max(0, expected - budget.maxUnavailable(expected))
            : budget.minAvailable(expected);
    Map<String, Instant> evicted = budget.disrupted();
    Map<String, Instant> disrupted = new LinkedHashMap<>();
    List<PodView> notDeleted = new ArrayList<>();
    int healthy = 0;
    for (PodView pod : pods) {
      if (pod.isBeingDeleted()) {
        continue;
      }
      Instant at = evicted.get(pod.name());
      boolean isExpected = at != null && at.plus(DELETION).isAfter(now);
      if (at != null && at.plus(DELETION).isBefore(now)) {
        notDeleted.add(pod);
      } else if (at != null) {
        disrupted.put(pod.name(), at);
      }
      if (!isExpected && pod.isReady()) {
        healthy++;
      }
    }
    Optional<Instant> recheck =
        disrupted.values().stream().min(Instant::compareTo).map(at -> at.plus(DELETION));
    return new BudgetPlan(healthy, desired, expected, disrupted, notDeleted, recheck);
  }

  /** Where nothing is expected, nothing is allowed: pods may just be coming. */
  int allowed() {
    return expected <= 0 ? 0 : Math.max(0, healthy - desired);
  }

  /** What the status is to be; itself where it is that. */
  JsonObject on(BudgetView budget, Instant now) {
    JsonObject before = budget.status();
    long generation = budget.object().generation();
    JsonObject.Builder times = JsonObject.builder();
    disrupted.forEach((pod, at) -> times.put(pod, Times.text(at)));
    JsonObject evicted = times.build();
    JsonObject numbers =
        before
            .with("observedGeneration", generation)
            .with("disruptionsAllowed", allowed())
            .with("currentHealthy", healthy)
            .with("desiredHealthy", desired)
            .with("expectedPods", expected);
    JsonObject after =
        evicted.isEmpty()
            ? numbers.without("disruptedPods")
            : numbers.with("disruptedPods", evicted);
    boolean isAllowed = allowed() > 0;
    JsonObject condition =
        condition(
            isAllowed ? "True" : "False",
            isAllowed ? "SufficientPods" : "InsufficientPods",
            "",
            generation,
            now);
    JsonObject whole =
        after.with("conditions", PodConditions.with(after.array("conditions"), condition));
    return whole.equals(before) ? before : whole;
  }

  /** Nothing is allowed as long as nobody knows better. */
  static JsonObject failed(BudgetView budget, String why, Instant now) {
    JsonObject before = budget.status();
    JsonObject condition =
        condition("False", "SyncFailed", why, before.number("observedGeneration", 0), now);
    return before
        .with("disruptionsAllowed", 0)
        .with("conditions", PodConditions.with(before.array("conditions"), condition));
  }

  private static JsonObject condition(
      String status, String reason, String message, long generation, Instant now) {
    return JsonObject.builder()
        .put("type", CONDITION)
        .put("status", status)
        .put("observedGeneration", generation)
        .put("lastTransitionTime", Times.text(now))
        .put("reason", reason)
        .put("message", message)
        .build();
  }
}
