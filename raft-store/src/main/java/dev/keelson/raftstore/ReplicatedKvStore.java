package dev.keelson.raftstore;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.Refusal;
import dev.keelson.mvcc.lease.LeaseRecord;
import dev.keelson.mvcc.watch.Mailbox;
import dev.keelson.mvcc.watch.WatchSpec;
import dev.keelson.mvcc.watch.Watcher;
import dev.keelson.raftstore.consensus.ReplicatedLog;
import dev.keelson.raftstore.consensus.ReplicatedLog.NotCommitted;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A {@link KvStore} whose answers come from this member's own state: mutations after they were
 * applied here, reads after the barrier they asked for. Which member leads makes no difference to a
 * caller.
 */
final class ReplicatedKvStore implements KvStore {
  private final ReplicatedLog log;
  private final StoreApplier applier;
  private final ProposalQueue proposals;
  private final PhysicalCompaction compaction;
  private final Tally tally;
  private volatile boolean closed;

  ReplicatedKvStore(
      ReplicatedLog log,
      StoreApplier applier,
      ProposalQueue proposals,
      PhysicalCompaction compaction,
      Tally tally) {
    this.log = log;
    this.applier = applier;
    this.proposals = proposals;
    this.compaction = compaction;
    this.tally = tally;
  }

  @Override
  public CompletableFuture<Outcome<RangeResult>> range(RangeQuery query, Consistency consistency) {
    return reading(
        consistency,
        store -> {
          tally.ranges.increment();
          try (ReadView view = store.view()) {
            return view.range(query);
          }
        });
  }

  @Override
  public CompletableFuture<Outcome<ReadView>> view(Consistency consistency) {
    return reading(consistency, store -> Outcome.ok(new CountedView(store.view(), tally.ranges)));
  }

  /**
   * Barrier, then the open store, then the read; all on the calling thread where nothing has to be
   * waited for.
   */
  private <T> CompletableFuture<Outcome<T>> reading(
      Consistency consistency, Function<MvccStore, Outcome<T>> read) {
    if (closed) {
      return stopped();
    }
    if (consistency == Consistency.SERIALIZABLE) {
      return applier.whenReady().thenApply(read);
    }
    CompletableFuture<Void> barrier = log.readBarrier();
    if (barrier.isDone() && !barrier.isCompletedExceptionally()) {
      return applier.whenReady().thenApply(read);
    }
    return barrier
        .thenCompose(_ -> applier.whenReady().thenApply(read))
        .exceptionally(failure -> Outcome.refused(barrierRefusal(failure)));
  }

  /**
   * Reads are not ambiguous: a leader that went away is said so, and the client asks again (rule
   * 13).
   */
  static Refusal barrierRefusal(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof NotCommitted notCommitted) {
      return switch (notCommitted.why()) {
        case LEADER_CHANGED -> Refusal.Plain.LEADER_CHANGED;
        case NO_LEADER, TIMEOUT, OVERLOADED, CLOSED -> ProposalQueue.refusal(cause);
      };
    }
    throw failure instanceof RuntimeException broken ? broken : new IllegalStateException(failure);
  }

  @Override
  public <R> CompletableFuture<Outcome<R>> submit(Command<R> command) {
    return proposals.submit(command);
  }

  @Override
  public CompletableFuture<Outcome<Long>> compactPhysically(long revision) {
    return submit(new Command.Compact(revision))
        .thenCompose(
            outcome ->
                outcome instanceof Outcome.Ok<Long>
                    ? compaction.whenReached(revision).thenApply(_ -> outcome)
                    : CompletableFuture.completedFuture(outcome));
  }

  @Override
  public Watcher watch(WatchSpec spec, Mailbox mailbox) {
    return applier.hub().open(spec, mailbox);
  }

  @Override
  public CompletableFuture<Outcome<Long>> keepAlive(long lease) {
    return askLeader(StoreApplier.Question.KEEP_ALIVE, lease);
  }

  @Override
  public CompletableFuture<Outcome<LeaseStatus>> timeToLive(long lease, boolean withKeys) {
    return reading(Consistency.LINEARIZABLE, Outcome::ok)
        .thenCompose(
            barrier ->
                switch (barrier) {
                  case Outcome.Refused<MvccStore>(Refusal why) ->
                      CompletableFuture.completedFuture(Outcome.refused(why));
                  case Outcome.Ok<MvccStore>(MvccStore store) ->
                      store
                          .lease(lease)
                          .map(record -> status(store, record, withKeys))
                          .orElseGet(() -> answered(LeaseStatus.unknown(lease)));
                });
  }

  private CompletableFuture<Outcome<LeaseStatus>> status(
      MvccStore store, LeaseRecord lease, boolean withKeys) {
    return askLeader(StoreApplier.Question.SECONDS_LEFT, lease.id())
        .thenApply(
            outcome ->
                outcome.map(
                    left -> {
                      List<Bytes> keys = withKeys ? store.leaseKeys(lease.id()) : List.of();
                      return new LeaseStatus(lease.id(), left, lease.ttl(), keys);
                    }));
  }

  private CompletableFuture<Outcome<Long>> askLeader(StoreApplier.Question kind, long lease) {
    if (closed) {
      return stopped();
    }
    return log.askLeader(kind.about(lease))
        .thenApply(answer -> Outcome.ok(ByteBuffer.wrap(answer).getLong()))
        .exceptionally(failure -> Outcome.refused(barrierRefusal(failure)));
  }

  @Override
  public CompletableFuture<Outcome<List<Long>>> leases() {
    return reading(
        Consistency.SERIALIZABLE,
        store ->
            Outcome.ok(
                store.leases().stream()
                    .sorted(Comparator.comparingLong(LeaseRecord::ttl))
                    .map(LeaseRecord::id)
                    .toList()));
  }

  @Override
  public long revision() {
    return applier.store().revision();
  }

  @Override
  public void close() {
    closed = true;
    proposals.close();
  }

  private static <T> CompletableFuture<Outcome<T>> answered(T value) {
    return CompletableFuture.completedFuture(Outcome.ok(value));
  }

  private static <T> CompletableFuture<Outcome<T>> stopped() {
    return CompletableFuture.completedFuture(Outcome.refused(Refusal.Plain.STOPPED));
  }
}
