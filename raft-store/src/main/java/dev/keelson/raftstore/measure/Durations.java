package dev.keelson.raftstore.measure;

import java.util.concurrent.atomic.LongAdder;

/** How often something took how long, in buckets; any thread, never waits. */
public final class Durations {
  private final double[] bounds;
  private final LongAdder[] buckets;
  private final LongAdder nanos = new LongAdder();

  /** {@code bounds}: upper bounds in seconds, ascending, without the last, infinite one. */
  public Durations(double... bounds) {
    this.bounds = bounds.clone();
    this.buckets = new LongAdder[bounds.length + 1];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  /** {@code buckets} bounds, each twice the one before; {@code first} in seconds. */
  public static Durations doubling(double first, int buckets) {
    double[] bounds = new double[buckets];
    for (int i = 0; i < buckets; i++) {
      bounds[i] = first * (1 << i);
    }
    return new Durations(bounds);
  }

  public void observeNanos(long duration) {
    double seconds = duration / 1e9;
    int at = 0;
    while (at < bounds.length && seconds > bounds[at]) {
      at++;
    }
    buckets[at].increment();
    nanos.add(duration);
  }

  /** Number of buckets, the infinite one included. */
  public int buckets() {
    return buckets.length;
  }

  /** Unit: seconds; infinite for the last. */
  public double upperBound(int bucket) {
    return bucket < bounds.length ? bounds[bucket] : Double.POSITIVE_INFINITY;
  }

  /** How many fell into this bucket and no lower one. */
  public long count(int bucket) {
    return buckets[bucket].sum();
  }

  /** Of all durations; unit: seconds. */
  public double sum() {
    return nanos.sum() / 1e9;
  }
}
