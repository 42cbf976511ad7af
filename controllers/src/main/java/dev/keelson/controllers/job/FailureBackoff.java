package dev.keelson.controllers.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long a Job waits before it replaces what failed: 10 s, doubled with each failure since the
 * last success, 10 minutes at most. Pure.
 *
 * @param failures since the last success
 * @param last when the last of them was; empty where there is none
 */
record FailureBackoff(int failures, Optional<Instant> last) {
  static final FailureBackoff NONE = new FailureBackoff(0, Optional.empty());

  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration MOST = Duration.ofMinutes(10);

  /**
   * @param succeeded when pods did, that were not counted yet
   * @param failed likewise
   */
  FailureBackoff with(List<Instant> succeeded, List<Instant> failed) {
    if (succeeded.isEmpty()) {
      return failed.isEmpty()
          ? this
          : new FailureBackoff(failures + failed.size(), failed.stream().max(Instant::compareTo));
    }
    Instant success = succeeded.stream().max(Instant::compareTo).orElse(Instant.MIN);
    List<Instant> since = failed.stream().filter(each -> each.isAfter(success)).toList();
    return new FailureBackoff(since.size(), since.stream().max(Instant::compareTo));
  }

  Duration remaining(Instant now) {
    if (failures == 0 || last.isEmpty()) {
      return Duration.ZERO;
    }
    Duration all = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
    all = all.compareTo(MOST) > 0 ? MOST : all;
    Duration left = all.minus(Duration.between(last.get(), now));
    return left.isPositive() ? left : Duration.ZERO;
  }
}
