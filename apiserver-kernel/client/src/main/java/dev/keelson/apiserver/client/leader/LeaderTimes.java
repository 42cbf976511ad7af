package dev.keelson.apiserver.client.leader;

import java.time.Duration;

/**
 * @param lease unchanged for so long, the lease is free: whole seconds
 * @param renewDeadline not renewed for so long, the leader stops. What {@code lease} is longer is
 *     the tolerance for clocks that run at different rates
 * @param retryPeriod between attempts
 */
public record LeaderTimes(Duration lease, Duration renewDeadline, Duration retryPeriod) {
  /** By how much of itself a follower's period is lengthened at random, at most. */
  static final double JITTER = 1.2;

  /** kube-controller-manager's and kube-scheduler's. */
  public static final LeaderTimes USUAL =
      new LeaderTimes(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

  public LeaderTimes {
    if (lease.toSeconds() < 1 || lease.compareTo(renewDeadline) <= 0) {
      throw new IllegalArgumentException(
          "a lease of %s must last longer than the renew deadline of %s"
              .formatted(lease, renewDeadline));
    }
    if (!retryPeriod.isPositive()
        || renewDeadline.toNanos() <= (long) (retryPeriod.toNanos() * JITTER)) {
      throw new IllegalArgumentException(
          "a renew deadline of %s must be longer than %s times the retry period of %s"
              .formatted(renewDeadline, JITTER, retryPeriod));
    }
  }
}
