package dev.keelson.scheduler.queue;

import java.time.Duration;

/**
 * How long pods wait after a failed attempt: doubling from first to most. Ends are cut down to
 * whole seconds, so that within one second priority decides.
 */
record BackoffTimes(long firstNanos, long mostNanos) {
  static final long WINDOW = Duration.ofSeconds(1).toNanos();

  static BackoffTimes of(Duration first, Duration most) {
    return new BackoffTimes(first.toNanos(), most.toNanos());
  }

  static long aligned(long nanos) {
    return Math.floorDiv(nanos, WINDOW) * WINDOW;
  }

  /** Nanos at which it may be tried again; {@link Long#MIN_VALUE}: at once. */
  long end(PodEntry entry) {
    int count = entry.consecutiveErrors > 0 ? entry.consecutiveErrors : entry.unschedulableCount;
    if (mostNanos == 0 || count == 0) {
      return Long.MIN_VALUE;
    }
    if (entry.backoffUntil == -1) {
      entry.backoffUntil = aligned(entry.timestampNanos() + duration(count));
    }
    return entry.backoffUntil;
  }

  private long duration(int count) {
    int shift = Math.min(count - 1, 62);
    return firstNanos > mostNanos >> shift ? mostNanos : firstNanos << shift;
  }

  boolean isBackingOff(PodEntry entry, long now) {
    return end(entry) >= aligned(now);
  }
}
