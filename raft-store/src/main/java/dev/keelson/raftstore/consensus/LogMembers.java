package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.consensus.LogConfig.Peer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Whom the log counts for agreement, and the way to change that. Who belongs to the cluster is said
 * elsewhere; the log follows, one peer at a time.
 */
public interface LogMembers {
  /** As this member's log holds it. */
  Configuration configuration();

  /**
   * Changes whom the log counts, from {@code now} to {@code next}. New peers are filled first,
   * which may take long; without progress it fails. Only the leader can; elsewhere, and if the
   * configuration is not {@code now} any more, it fails and nothing is changed. Blocks.
   */
  void reconfigure(Configuration now, Configuration next) throws InterruptedException;

  /** Takes note of what the configuration means for this member; blocks for a disk sync. */
  void settle();

  /** The others as this member, leading, sees them; none elsewhere. */
  List<Follower> followers();

  /** Index up to which this member's log goes. */
  long lastIndex();

  /** Whether a member of this log with that id answers there. Never fails. */
  CompletableFuture<Boolean> answers(Peer peer);

  /**
   * @param settled agreed upon, and no other is on its way
   * @param voters ascending by id (unsigned), as are the learners
   */
  record Configuration(boolean settled, List<Peer> voters, List<Peer> learners) {
    public Configuration {
      voters = sorted(voters);
      learners = sorted(learners);
    }

    private static List<Peer> sorted(List<Peer> peers) {
      return peers.stream().sorted((a, b) -> Long.compareUnsigned(a.id(), b.id())).toList();
    }

    public boolean counts(long member) {
      return Stream.concat(voters.stream(), learners.stream()).anyMatch(p -> p.id() == member);
    }

    public boolean isSame(Configuration other) {
      return voters.equals(other.voters) && learners.equals(other.learners);
    }
  }

  /**
   * @param connectedMillis for how long it has been heard without a gap; -1: it is not heard now
   * @param matchIndex up to which its log is known to be the leader's
   */
  record Follower(long member, long connectedMillis, long matchIndex) {
    public boolean isConnected() {
      return connectedMillis >= 0;
    }
  }
}
