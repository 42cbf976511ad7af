package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.measure.Durations;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Agreement: entries go in anywhere, and come out in one order everywhere, at {@link
 * LogApplier#apply}.
 *
 * <p>Nothing here blocks. Futures complete on a thread of the log, which must not be blocked.
 */
public interface ReplicatedLog extends AutoCloseable {
  /**
   * Largest entry that is accepted; unit: bytes. Past it {@link #propose} throws
   * IllegalArgumentException.
   */
  int MAX_ENTRY_BYTES = 8 << 20;

  /**
   * Asks for one more entry of at least one byte, from any member: a follower forwards it. {@code
   * prepared} is handed back with the entry if it is applied on this very member while it leads,
   * and may be lost: it saves decoding and never carries meaning.
   *
   * <p>Completes when the entry is committed. Completes exceptionally with {@link NotCommitted},
   * which says whether the entry may still come. An entry is applied at most once however often it
   * had to be sent.
   */
  CompletableFuture<Void> propose(byte[] entry, Object prepared);

  /**
   * A read barrier: completes once everything that was committed anywhere before the call is
   * applied here. One network round trip from a follower, none from a leader with a lease. Fails
   * with {@link NotCommitted}.
   */
  CompletableFuture<Void> readBarrier();

  /**
   * Asks {@link LogApplier#answer} of the leader, wherever it is; outside the log. The leader
   * answers once it has made sure that it still leads and has applied all that was acknowledged
   * before. Fails with {@link NotCommitted}.
   */
  CompletableFuture<byte[]> askLeader(byte[] question);

  Leadership leadership();

  /**
   * Highest index known to be committed and highest stored, for status and for the
   * too-many-requests check.
   */
  Progress progress();

  Timings timings();

  /** What was written and sent so far. */
  default Traffic traffic() {
    return new Traffic(0, Map.of());
  }

  /**
   * Hands leadership to {@code member}; completes when it leads. Fails with {@link NotCommitted}.
   */
  CompletableFuture<Void> transferLeadership(long member);

  /**
   * Stops taking entries, applies what is committed, hands leadership on where it can, closes the
   * applier.
   */
  @Override
  void close();

  /**
   * @param term current term
   * @param leader member id of the leader, 0 = none known
   * @param leading whether this member is it, and ready to serve
   */
  record Leadership(long term, long leader, boolean leading) {
    public boolean hasLeader() {
      return leader != 0;
    }
  }

  record Progress(long lastIndex, long committed, long applied) {}

  /**
   * @param syncs to the disk, one for all entries that waited
   * @param writes of an entry into the log's file, before the sync
   * @param checkpoints this member's own, from the first file to the last
   * @param checkpointSyncs the part of these that waits for the disk
   * @param installs of other members' checkpoints, once they have come
   * @param roundTrips by peer: from a heartbeat sent to its answer; grows while this member leads
   */
  record Timings(
      Durations syncs,
      Durations writes,
      Durations checkpoints,
      Durations checkpointSyncs,
      Durations installs,
      Map<Long, Durations> roundTrips) {
    /** Of a log that times nothing. */
    public static Timings none() {
      Durations nothing = new Durations(1);
      return new Timings(nothing, nothing, nothing, nothing, nothing, Map.of());
    }
  }

  /**
   * Since this member was opened. Unit: bytes.
   *
   * @param written of entries, as they were applied here
   * @param peers by member: messages between it and this one
   */
  record Traffic(long written, Map<Long, Peer> peers) {
    /** {@code failures}: calls of this member that did not come through. */
    public record Peer(long sent, long received, long failures) {}

    public Traffic {
      peers = Map.copyOf(peers);
    }
  }

  /** An entry or barrier that did not come through. */
  final class NotCommitted extends RuntimeException {
    public enum Why {
      /** Nobody leads, or nobody answered in time to be asked. Not applied. */
      NO_LEADER,
      /** Leadership moved away while it was under way. Unknown. */
      LEADER_CHANGED,
      /** No answer in time. Unknown. */
      TIMEOUT,
      /** Refused: too much waiting. Not applied. */
      OVERLOADED,
      /** The log is closed. Not applied by this call. */
      CLOSED
    }

    private final Why why;

    public NotCommitted(
        Why why, String message, @org.jspecify.annotations.Nullable Throwable cause) {
      super(why + ": " + message, cause);
      this.why = why;
    }

    public Why why() {
      return why;
    }
  }
}
