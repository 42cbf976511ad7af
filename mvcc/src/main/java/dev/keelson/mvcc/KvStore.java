package dev.keelson.mvcc;

import dev.keelson.mvcc.watch.Mailbox;
import dev.keelson.mvcc.watch.WatchSpec;
import dev.keelson.mvcc.watch.Watcher;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A key-value store as its users see it, whatever stands behind it: one process in memory, a Raft
 * cluster, a wire to an etcd elsewhere.
 *
 * <p>Every call returns at once. Futures complete normally with an {@link Outcome} (a refusal is an
 * outcome), on a thread of the store that must not be blocked; exceptionally only for a broken
 * invariant. A mutation's future completes after it was applied on this member, so a serializable
 * read that follows sees it. After {@link #close} everything is refused with {@link
 * Refusal.Plain#STOPPED}.
 */
public interface KvStore extends AutoCloseable {
  enum Consistency {
    /** Sees every write that was acknowledged anywhere before the read began. */
    LINEARIZABLE,
    /** Local applied state: may be stale, needs no leader (rule 13). */
    SERIALIZABLE
  }

  CompletableFuture<Outcome<RangeResult>> range(RangeQuery query, Consistency consistency);

  /**
   * Opens the store for a longer read: the view stays as it is however long it is held, and must be
   * closed. LINEARIZABLE waits for the read barrier first.
   */
  CompletableFuture<Outcome<ReadView>> view(Consistency consistency);

  /** Any mutation: put, delete, transaction, compaction, grant, revoke, alarm, fact. */
  <R> CompletableFuture<Outcome<R>> submit(Command<R> command);

  /**
   * Compaction that completes when the data below {@code revision} is gone from this member's disk.
   */
  CompletableFuture<Outcome<Long>> compactPhysically(long revision);

  /**
   * Never refuses: what is wrong with the request is told through the watcher itself. {@code
   * mailbox} belongs to the caller, serves any number of its watchers, and tells which of them to
   * poll.
   */
  Watcher watch(WatchSpec spec, Mailbox mailbox);

  /**
   * Renews a lease at the leader; answers the granted TTL in seconds, 0 where the lease is not (or
   * no longer) known.
   */
  CompletableFuture<Outcome<Long>> keepAlive(long lease);

  /** {@code withKeys}: also list the keys attached. */
  CompletableFuture<Outcome<LeaseStatus>> timeToLive(long lease, boolean withKeys);

  /** Leases known on this member, soonest to expire first. */
  CompletableFuture<Outcome<List<Long>>> leases();

  /** Newest revision applied here. */
  long revision();

  @Override
  void close();

  /** {@code ttl} seconds left, -1 for an unknown lease (then everything else is 0 or empty). */
  record LeaseStatus(long id, long ttl, long grantedTtl, List<Bytes> keys) {
    public static LeaseStatus unknown(long id) {
      return new LeaseStatus(id, -1, 0, List.of());
    }
  }
}
