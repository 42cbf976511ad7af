package dev.keelson.apiserver.client.queue;

import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.client.time.TokenBucket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long a key that failed waits: longer with each of its own failures, and while many fail, for
 * its turn. Thread-safe.
 */
public final class RetryLimits<K> {
  private final Duration first;
  private final Duration most;
  private final Optional<TokenBucket> overall;
  private final Map<K, Integer> failures = new HashMap<>();

  /**
   * @param first doubled with each failure of the same key
   * @param overall over all keys
   */
  public RetryLimits(Duration first, Duration most, Optional<TokenBucket> overall) {
    this.first = first;
    this.most = most;
    this.overall = overall;
  }

  /** client-go's: 5 ms to 1,000 s a key; 10 a second, 100 at once, over all. */
  public static <K> RetryLimits<K> usual(Timing timing) {
    return new RetryLimits<>(
        Duration.ofMillis(5),
        Duration.ofSeconds(1000),
        Optional.of(new TokenBucket(10, 100, timing)));
  }

  /** Counts a failure. */
  synchronized Duration next(K key) {
    int before = failures.merge(key, 1, Integer::sum) - 1;
    double nanos = first.toNanos() * Math.pow(2, before);
    Duration own = nanos >= most.toNanos() ? most : Duration.ofNanos((long) nanos);
    Duration turn = overall.map(bucket -> bucket.reserve()).orElse(Duration.ZERO);
    return own.compareTo(turn) > 0 ? own : turn;
  }

  synchronized int failures(K key) {
    return failures.getOrDefault(key, 0);
  }

  synchronized void forget(K key) {
    failures.remove(key);
  }
}
