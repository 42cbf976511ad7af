package dev.keelson.controllers.daemonset;

import dev.keelson.apiserver.client.time.Timing;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long a failed daemon stays before it is replaced: a second, then twice as long each time, up
 * to a quarter of an hour; anew after half an hour without a failure. Thread-safe.
 */
final class FailedPods {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofMinutes(15);

  /** Nodes of sets that are remembered; the longest unused goes first. */
  private static final int REMEMBERED = 20_000;

  /**
   * @param at nanoseconds
   */
  private record Failure(long at, Duration delay) {}

  private final Timing timing;
  private final Map<String, Failure> failures =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failure> eldest) {
          return size() > REMEMBERED;
        }
      };

  FailedPods(Timing timing) {
    this.timing = timing;
  }

  /**
   * @param key of set, its generation and node
   * @return how long to wait; empty: it may go, and the next one waits longer
   */
  synchronized Optional<Duration> mayGo(String key) {
    long now = timing.nanos();
    Failure known = failures.get(key);
    if (known == null || now - known.at() > 2 * MOST.toNanos()) {
      failures.put(key, new Failure(now, FIRST));
      return Optional.empty();
    }
    Duration since = Duration.ofNanos(now - known.at());
    if (since.compareTo(known.delay()) < 0) {
      return Optional.of(known.delay().minus(since));
    }
    Duration doubled = known.delay().multipliedBy(2);
    failures.put(key, new Failure(now, doubled.compareTo(MOST) > 0 ? MOST : doubled));
    return Optional.empty();
  }
}
