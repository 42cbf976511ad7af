package dev.keelson.apiserver.server.admission;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names whose deletion was asked for in the last {@link #LASTING}. Thread-safe. */
final class RecentDeletions {
  /** Upstream's numbers. */
  static final Duration LASTING = Duration.ofSeconds(30);

  static final int MOST = 100;

  private final InstantSource clock;
  private final Map<String, Instant> begun = new LinkedHashMap<>();

  RecentDeletions(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void add(String name) {
    begun.remove(name);
    if (begun.size() == MOST) {
      begun.remove(begun.keySet().iterator().next());
    }
    begun.put(name, clock.instant());
  }

  synchronized boolean has(String name) {
    Instant since = begun.get(name);
    if (since == null) {
      return false;
    }
    boolean isRecent = clock.instant().isBefore(since.plus(LASTING));
    if (!isRecent) {
      begun.remove(name);
    }
    return isRecent;
  }
}
