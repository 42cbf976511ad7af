package dev.keelson.raftstore.consensus;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Since when the leader has heard each follower without a gap. A new leader has only just begun to
 * listen; what it hears within its first moment counts from when it last was without a leader
 * itself, since the cluster was in order all that time as far as anybody can tell.
 *
 * <p>Looked at in steps; guarded by its own monitor. Unit: nanoseconds of the monotonic clock.
 */
final class Connections {
  private final long gapNanos;
  private final Map<Long, Long> since = new HashMap<>();
  private long orderSince;
  private long leaderSeen;
  private long leadingSince;
  private boolean leading;

  /** {@code gapNanos}: silence after which a peer, or a leader, counts as gone. */
  Connections(long gapNanos, long nowNanos) {
    this.gapNanos = gapNanos;
    this.orderSince = nowNanos;
    this.leaderSeen = nowNanos;
  }

  /**
   * @param hasLeader whether this member knows of a leader
   * @param heard who has been heard within the gap; of a leader
   */
  synchronized void look(long nowNanos, boolean hasLeader, boolean leads, Set<Long> heard) {
    if (hasLeader) {
      if (nowNanos - leaderSeen > gapNanos) {
        orderSince = nowNanos;
      }
      leaderSeen = nowNanos;
    }
    if (leads && !leading) {
      since.clear();
      leadingSince = nowNanos;
    }
    leading = leads;
    since.keySet().retainAll(heard);
    boolean early = nowNanos - leadingSince <= gapNanos;
    for (Long peer : heard) {
      since.putIfAbsent(peer, early ? orderSince : nowNanos);
    }
  }

  /** -1 if it is not heard. */
  synchronized long connectedMillis(long peer, long nowNanos) {
    Long from = since.get(peer);
    return from == null || !leading ? -1 : Math.max(0, (nowNanos - from) / 1_000_000);
  }
}
