package dev.keelson.benchmarks.cluster;

import java.util.Arrays;

/** Counts by the second. One thread. */
final class Windows {
  private static final double NANOS = 1e9;

  private final long startNanos;
  private int[] counts = new int[64];
  private long total;
  private long lastNanos;

  Windows(long startNanos) {
    this.startNanos = startNanos;
    this.lastNanos = startNanos;
  }

  /**
   * A second.
   *
   * @param average from the start to the last
   * @param p50 of whole windows of a second, from the first in which there was any; of fewer than a
   *     second's work all are the average
   * @param seconds from the start to the last
   */
  record Rates(double average, double p50, double p90, double p99, double seconds) {}

  void count(long nanos) {
    int window = (int) Math.max(0, (nanos - startNanos) / 1_000_000_000L);
    if (window >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(window + 1, 2 * counts.length));
    }
    counts[window]++;
    total++;
    lastNanos = Math.max(lastNanos, nanos);
  }

  Rates rates() {
    double seconds = (lastNanos - startNanos) / NANOS;
    double average = seconds == 0 ? 0 : total / seconds;
    int whole = (int) seconds;
    int first = 0;
    while (first < whole && counts[first] == 0) {
      first++;
    }
    int[] sorted = Arrays.copyOfRange(counts, first, Math.max(first, whole));
    if (sorted.length == 0) {
      return new Rates(average, average, average, average, seconds);
    }
    Arrays.sort(sorted);
    return new Rates(average, at(sorted, 0.5), at(sorted, 0.9), at(sorted, 0.99), seconds);
  }

  /** By nearest rank. */
  private static double at(int[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
