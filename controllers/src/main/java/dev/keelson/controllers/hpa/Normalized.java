package dev.keelson.controllers.hpa;

import java.time.Duration;

/**
 * What becomes of a desired number of replicas.
 *
 * @param stabilized reason and message of {@code AbleToScale}
 * @param limited reason and message of {@code ScalingLimited}
 */
record Normalized(int replicas, Said stabilized, boolean isLimited, Said limited) {
  record Said(String reason, String message) {}

  private static final Said READY =
      new Said("ReadyForNewScale", "recommended size matches current size");
  private static final Said WITHIN =
      new Said("DesiredWithinRange", "the desired count is within the acceptable range");
  private static final Said TOO_MANY =
      new Said(
          "TooManyReplicas", "the desired replica count is more than the maximum replica count");
  private static final Said TOO_FEW =
      new Said(
          "TooFewReplicas", "the desired replica count is less than the minimum replica count");
  private static final Said TOO_FAST_UP =
      new Said(
          "ScaleUpLimit",
          "the desired replica count is increasing faster than the maximum scale rate");
  private static final Said TOO_FAST_DOWN =
      new Said(
          "ScaleDownLimit",
          "the desired replica count is decreasing faster than the maximum scale rate");
  private static final Said UP_STABILIZED =
      new Said(
          "ScaleUpStabilized",
          "recent recommendations were lower than current one,"
              + " applying the lowest recent recommendation");
  private static final Said DOWN_STABILIZED =
      new Said(
          "ScaleDownStabilized",
          "recent recommendations were higher than current one,"
              + " applying the highest recent recommendation");

  /** Without {@code spec.behavior}: at most doubled, or 4. */
  static Normalized simply(
      int current,
      int desired,
      int least,
      int most,
      ScaleHistory history,
      Duration window,
      long now) {
    int stabilized = history.highest(desired, window, now);
    int fastest = Math.max(2 * current, 4);
    int allowed = Math.min(most, fastest);
    int replicas;
    Said limited;
    if (stabilized < least) {
      replicas = least;
      limited = TOO_FEW;
    } else if (stabilized > allowed) {
      replicas = allowed;
      limited = most > fastest ? TOO_FAST_UP : TOO_MANY;
    } else {
      replicas = stabilized;
      limited = WITHIN;
    }
    return new Normalized(
        replicas, stabilized == desired ? READY : DOWN_STABILIZED, replicas != stabilized, limited);
  }

  static Normalized by(
      ScalingRules up,
      ScalingRules down,
      int current,
      int desired,
      int least,
      int most,
      ScaleHistory history,
      long now) {
    int stabilized = history.stabilized(current, desired, up.window(), down.window(), now);
    Said said =
        stabilized == desired ? READY : desired >= current ? UP_STABILIZED : DOWN_STABILIZED;
    int replicas = stabilized;
    Said limited = WITHIN;
    if (stabilized > current) {
      int fastest = Math.max(current, up.mostUp(current, history, now));
      int allowed = Math.min(most, fastest);
      if (stabilized > allowed) {
        replicas = allowed;
        limited = most > fastest ? TOO_FAST_UP : TOO_MANY;
      }
    } else if (stabilized < current) {
      int fastest = Math.min(current, down.leastDown(current, history, now));
      int allowed = Math.max(least, fastest);
      if (stabilized < allowed) {
        replicas = allowed;
        limited = least < fastest ? TOO_FAST_DOWN : TOO_FEW;
      }
    }
    return new Normalized(replicas, said, replicas != stabilized, limited);
  }
}
