package dev.keelson.mvcc.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * When leases run out, for the one who judges it. Has no clock of its own: now arrives with each
 * call. Any thread; one lock, held for O(log leases).
 */
public final class Deadlines {
  private record Deadline(Instant at, long id) {}

  private final Map<Long, Deadline> byId = new HashMap<>();
  private final TreeSet<Deadline> soonest =
      new TreeSet<>(Comparator.comparing(Deadline::at).thenComparingLong(Deadline::id));

  /** Starts a lease, or starts it anew. */
  public synchronized void set(long id, Duration left, Instant now) {
    remove(id);
    Deadline deadline = new Deadline(now.plus(left), id);
    byId.put(id, deadline);
    soonest.add(deadline);
  }

  public synchronized void remove(long id) {
    Deadline known = byId.remove(id);
    if (known != null) {
      soonest.remove(known);
    }
  }

  /**
   * Whole seconds left, rounded down, never below 0 (rule 44); empty for a lease that is not known.
   */
  public synchronized OptionalLong secondsLeft(long id, Instant now) {
    Deadline known = byId.get(id);
    return known == null
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, Duration.between(now, known.at()).toSeconds()));
  }

  public synchronized boolean isExpired(long id, Instant now) {
    Deadline known = byId.get(id);
    return known != null && !known.at().isAfter(now);
  }

  /** Leases that have run out, longest ago first; at most {@code most} of them. */
  public synchronized List<Long> expired(Instant now, int most) {
    List<Long> ids = new ArrayList<>();
    for (Deadline deadline : soonest) {
      if (deadline.at().isAfter(now) || ids.size() == most) {
        break;
      }
      ids.add(deadline.id());
    }
    return ids;
  }

  /** All, soonest to run out first. */
  public synchronized List<Long> all() {
    return soonest.stream().map(Deadline::id).toList();
  }
}
