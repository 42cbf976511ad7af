package dev.keelson.controllers.hpa;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One direction of {@code spec.behavior}, with the API's defaults where it says nothing.
 *
 * @param window in which the most careful recommendation counts
 * @param select {@code Max}, {@code Min}, {@code Disabled}
 * @param tolerance empty: the controller's
 */
record ScalingRules(
    Duration window, String select, List<Policy> policies, OptionalDouble tolerance) {
  /**
   * @param isPercent of the replicas at the period's start; otherwise pods
   */
  record Policy(boolean isPercent, int value, Duration period) {}

  private static final Policy DOUBLING = new Policy(true, 100, Duration.ofSeconds(15));
  private static final Policy FOUR_PODS = new Policy(false, 4, Duration.ofSeconds(15));

  static ScalingRules up(JsonObject behavior) {
    return of(behavior.object("scaleUp"), Duration.ZERO, List.of(DOUBLING, FOUR_PODS));
  }

  static ScalingRules down(JsonObject behavior, Duration window) {
    return of(behavior.object("scaleDown"), window, List.of(DOUBLING));
  }

  private static ScalingRules of(JsonObject rules, Duration window, List<Policy> otherwise) {
    JsonArray policies = rules.array("policies");
    String tolerance = rules.text("tolerance");
    return new ScalingRules(
        rules.get("stabilizationWindowSeconds") instanceof JsonLong(long seconds)
            ? Duration.ofSeconds(seconds)
            : window,
        rules.text("selectPolicy", "Max"),
        policies.isEmpty() ? otherwise : policies.objects().map(ScalingRules::policy).toList(),
        tolerance.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(Quantity.parse(tolerance).amount().doubleValue()));
  }

  private static Policy policy(JsonObject tree) {
    return new Policy(
        tree.text("type").equals("Percent"),
        (int) tree.number("value", 0),
        Duration.ofSeconds(tree.number("periodSeconds", 0)));
  }

  Duration longestPeriod() {
    return policies.stream().map(Policy::period).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /** Up to how many replicas may be gone now. */
  int mostUp(int current, ScaleHistory history, long now) {
    return limit(current, history, now, true);
  }

  /** Down to how many. */
  int leastDown(int current, ScaleHistory history, long now) {
    return limit(current, history, now, false);
  }

  private int limit(int current, ScaleHistory history, long now, boolean isUp) {
    if (select.equals("Disabled")) {
      return current;
    }
    // The largest change is the highest limit on the way up, the lowest on the way down.
    boolean wantsHighest = isUp != select.equals("Min");
    int limit = wantsHighest ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    for (Policy policy : policies) {
      int start =
          current - history.added(policy.period(), now) + history.removed(policy.period(), now);
      int proposed = proposed(policy, start, isUp);
      limit = wantsHighest ? Math.max(limit, proposed) : Math.min(limit, proposed);
    }
    return limit;
  }

  private static int proposed(Policy policy, int start, boolean isUp) {
    if (!policy.isPercent()) {
      return isUp ? start + policy.value() : start - policy.value();
    }
    double share = (double) policy.value() / 100;
    // Rounded up, lest a small share never adds a pod.
    return isUp ? (int) Math.ceil(start * (1 + share)) : (int) (start * (1 - share));
  }
}
