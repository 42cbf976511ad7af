package dev.keelson.raftstore.consensus;

import java.time.Duration;

/**
 * Until when this member may take itself for the only leader.
 *
 * <p>An entry that this member made in a term it leads, at T, and that was committed in that term,
 * was acknowledged after T by a majority; each of those denies votes for an election timeout after
 * it heard of the entry ({@link StickyVotes}, {@link LeaseGrace}). So nobody else leads before T +
 * election timeout, of which a tenth is left for clocks of different speed. Ratis' own lease is not
 * used: it takes acknowledgements that are older than the question once its time is over.
 *
 * <p>Time is the monotonic clock, which runs on while the process is stopped. Threads: any; {@link
 * #isValid} takes no lock.
 */
final class LeaderLease {
  private record Proof(long term, long untilNanos) {}

  private static final Proof NONE = new Proof(-1, 0);

  private final long nanos;
  private volatile Proof proof = NONE;
  private long handedOn = -1;

  LeaderLease(Duration electionTimeout) {
    this.nanos = electionTimeout.toNanos() / 10 * 9;
  }

  /**
   * Whether no member but the leader of {@code term}, this one, can have been elected before {@code
   * nowNanos}.
   */
  boolean isValid(long term, long nowNanos) {
    Proof known = proof;
    return known.term == term && known.untilNanos - nowNanos > 0;
  }

  /** Of a valid lease: whether it should be renewed, were it to be used further. */
  boolean isHalfOver(long nowNanos) {
    return proof.untilNanos - nowNanos < nanos / 2;
  }

  /**
   * An entry of this member's is committed.
   *
   * @param term that the entry carries; if another leader committed it, this is not the current one
   *     and counts for nothing
   * @param madeNanos a time before it was handed to the log
   */
  synchronized void proved(long term, long madeNanos) {
    long until = madeNanos + nanos;
    boolean later = term > proof.term || term == proof.term && until - proof.untilNanos > 0;
    if (later && term != handedOn) {
      proof = new Proof(term, until);
    }
  }

  /**
   * Leadership is being handed on: the followers vote for the successor whatever they have
   * promised. There is no lease any more in this term, even if the successor never comes, since its
   * call for votes may be late.
   */
  synchronized void giveUp(long term) {
    handedOn = term;
    proof = NONE;
  }
}
