package dev.keelson.raftstore.consensus;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether this member may vote, as far as the leader's lease is concerned.
 *
 * <p>Ratis asks this only in the pre-vote. If the leader is heard again between a candidate's
 * pre-vote and its vote (it was stopped for a second, say), this member would acknowledge the
 * leader, renewing its lease, and then help to replace it: the old leader could answer reads after
 * the new one has written. So a vote is refused if the leader was heard lately, as etcd does. A
 * candidate without a pre-vote is one to which the leader itself, having given up its lease, hands
 * leadership.
 *
 * <p>Threads: any.
 */
final class StickyVotes {
  /** A pre-vote that no vote has followed for so long tells nothing about a vote now. */
  private static final long FORGET_NANOS = Duration.ofMinutes(1).toNanos();

  private record Heard(long nanos) {}

  private final long leaseNanos;
  private final Map<String, Long> preVotes = new ConcurrentHashMap<>();
  private volatile Heard leader = new Heard(Long.MIN_VALUE / 2);

  StickyVotes(Duration electionTimeout) {
    this.leaseNanos = electionTimeout.toNanos();
  }

  /** Entries or a heartbeat came from the leader of the current term. */
  void leaderHeard(long nowNanos) {
    leader = new Heard(nowNanos);
  }

  void preVoteAsked(String candidate, long nowNanos) {
    preVotes.put(candidate, nowNanos);
  }

  boolean mayVote(String candidate, long nowNanos) {
    Long asked = preVotes.remove(candidate);
    if (asked == null || nowNanos - asked > FORGET_NANOS) {
      return true;
    }
    return nowNanos - leader.nanos() >= leaseNanos;
  }
}
