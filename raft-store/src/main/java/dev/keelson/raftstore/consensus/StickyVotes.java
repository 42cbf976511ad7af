package dev.keelson.raftstore.consensus;

import java.time.Duration;

/**
 * Whether this member may vote, as far as the leader's lease is concerned.
 *
 * <p>Ratis asks this only in the pre-vote. If the leader is heard again between a candidate's
 * pre-vote and its vote (it was stopped for a second, say), this member would acknowledge the
 * leader, renewing its lease, and then help to replace it: the old leader could answer reads after
 * the new one has written. So a vote is refused if the leader was heard lately, as etcd does,
 * unless it carries the sign that the leader itself, having given up its lease, has handed on
 * ({@link HandoverSign}). That no pre-vote came by is no such sign: one may be lost.
 *
 * <p>Threads: any.
 */
final class StickyVotes {
  private record Heard(long nanos) {}

  private final long leaseNanos;
  private volatile Heard leader = new Heard(Long.MIN_VALUE / 2);

  StickyVotes(Duration electionTimeout) {
    this.leaseNanos = electionTimeout.toNanos();
  }

  /** Entries or a heartbeat came from the leader of the current term. */
  void leaderHeard(long nowNanos) {
    leader = new Heard(nowNanos);
  }

  /** {@code handedOn}: the candidate shows that the leader has handed leadership to it. */
  boolean mayVote(boolean handedOn, long nowNanos) {
    return handedOn || nowNanos - leader.nanos() >= leaseNanos;
  }
}
