package dev.keelson.launcher.cluster;

import java.time.Duration;
import java.util.Optional;

/** How far virtual time moves at once. */
final class Steps {
  /** In one advance, about. */
  private static final int MOST = 8_640;

  private static final Duration FINEST = Duration.ofMillis(100);

  /** A quarter of what a node may be silent for. */
  private static final Duration COARSEST = Duration.ofSeconds(10);

  private Steps() {}

  /** Of which no step of an advance is shorter, but for the last. */
  static Duration least(Duration advance) {
    Duration even = advance.dividedBy(MOST);
    if (even.compareTo(FINEST) < 0) {
      return FINEST;
    }
    return even.compareTo(COARSEST) > 0 ? COARSEST : even;
  }

  /**
   * @param due when the next thing is
   * @param left of the advance
   */
  static Duration next(Optional<Duration> due, Duration least, Duration left) {
    Duration wanted = due.filter(wait -> wait.compareTo(least) > 0).orElse(least);
    if (due.isEmpty() || wanted.compareTo(left) > 0) {
      return left;
    }
    return wanted;
  }
}
