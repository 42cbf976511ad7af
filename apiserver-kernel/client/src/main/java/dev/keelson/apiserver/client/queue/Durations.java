package dev.keelson.apiserver.client.queue;

import java.util.List;
import java.util.stream.LongStream;

/**
 * How many took how long, in the buckets of Kubernetes' {@code workqueue_*_seconds}.
 *
 * @param counts by bucket, each its own; the last is above all bounds
 * @param nanos all together
 */
public record Durations(List<Long> counts, long nanos) {
  /** Upper bounds of the buckets in nanoseconds, inclusive: 10 ns, 100 ns, … 10 s. */
  public static final List<Long> BOUNDS =
      LongStream.iterate(10, each -> each <= 10_000_000_000L, each -> each * 10).boxed().toList();

  public Durations {
    counts = List.copyOf(counts);
  }

  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /** Collects. Under its owner's lock. */
  static final class Tally {
    private final long[] counts = new long[BOUNDS.size() + 1];
    private long nanos;

    void add(long duration) {
      int bucket = 0;
      while (bucket < BOUNDS.size() && duration > BOUNDS.get(bucket)) {
        bucket++;
      }
      counts[bucket]++;
      nanos += duration;
    }

    Durations durations() {
      return new Durations(LongStream.of(counts).boxed().toList(), nanos);
    }
  }
}
