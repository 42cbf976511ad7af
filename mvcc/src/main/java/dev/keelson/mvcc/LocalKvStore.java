package dev.keelson.mvcc;

import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.mvcc.lease.Deadlines;
import dev.keelson.mvcc.lease.LeaseRecord;
import dev.keelson.mvcc.watch.EventBatch;
import dev.keelson.mvcc.watch.Mailbox;
import dev.keelson.mvcc.watch.WatchHub;
import dev.keelson.mvcc.watch.WatchSpec;
import dev.keelson.mvcc.watch.Watcher;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * A {@link KvStore} in this process alone, without consensus: for embedding, and for tests of what
 * stands on a store. Everything etcd's rules say holds; only there is one member, which is always
 * the leader.
 *
 * <p>One writer thread applies commands, as many as wait to an entry, and completes their futures:
 * do not block in what is chained to them. Reads run on the caller's thread. One more thread
 * compacts; watchers catch up on virtual threads. With a {@link MemoryEngine} everything is gone
 * after {@link #close}; with an engine on disk a crash loses what was not flushed ({@link #flush}),
 * for there is no log beside it.
 */
public final class LocalKvStore implements KvStore {
  /** How often a store that ticks by itself looks for expired leases: as etcd does (rule 42). */
  public static final Duration TICK = Duration.ofMillis(500);

  /** Leases ended in one tick, at most (rule 42). */
  public static final int MAX_EXPIRED_PER_TICK = 500;

  private static final int COMPACTION_STEP = 1000;

  private final Engine engine;
  private final InstantSource clock;
  private final MvccStore store;
  private final WatchHub hub;
  private final Deadlines deadlines = new Deadlines();
  private final LocalWriter writer;
  private final ExecutorService compactor =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("mvcc-compactor").factory());
  private final ExecutorService catchUp = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean closed;

  private LocalKvStore(Engine engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
    this.store = MvccStore.open(engine, this::publish);
    this.hub = new WatchHub(store.history(), catchUp, WatchHub.Limits.DEFAULT);
    for (LeaseRecord lease : store.leases()) {
      long left = lease.remaining() > 0 ? lease.remaining() : lease.ttl();
      deadlines.set(lease.id(), Duration.ofSeconds(left), clock.instant());
    }
    this.writer = new LocalWriter(store, this::applied);
  }

  /** An empty store in memory that ends expired leases by itself. */
  public static LocalKvStore inMemory() {
    LocalKvStore store = open(new MemoryEngine(), InstantSource.system());
    Thread.ofVirtual().name("mvcc-lease-ticker").start(store::tickUntilClosed);
    return store;
  }

  /**
   * The store that is in {@code engine}, which becomes its own. Leases expire when {@link #tick} is
   * called, by {@code clock}; those that were there before start with the time that was left at
   * their last checkpoint.
   */
  public static LocalKvStore open(Engine engine, InstantSource clock) {
    return new LocalKvStore(engine, clock);
  }

  /**
   * A store of its own that begins where this one stands, history included; what neither changes
   * they share, so this costs the same whatever is in it. Leases begin their time anew. It ticks as
   * one that was opened does.
   *
   * @throws IllegalStateException this one's engine is no {@link MemoryEngine}
   */
  public LocalKvStore fork(InstantSource itsClock) {
    if (!(engine instanceof MemoryEngine memory)) {
      throw new IllegalStateException("only a store in memory can be forked");
    }
    return open(memory.copy(), itsClock);
  }

  private void publish(List<EventBatch> batches) {
    hub.publish(batches);
  }

  @Override
  public CompletableFuture<Outcome<RangeResult>> range(RangeQuery query, Consistency consistency) {
    requireForm(TxnRules.check(query.range()));
    return read(
        () -> {
          try (ReadView view = store.view()) {
            return view.range(query);
          }
        });
  }

  @Override
  public CompletableFuture<Outcome<ReadView>> view(Consistency consistency) {
    return read(() -> Outcome.ok(store.view()));
  }

  /** Whatever is applied is seen: with one member both consistencies are the same. */
  private <T> CompletableFuture<Outcome<T>> read(Supplier<Outcome<T>> reading) {
    if (closed) {
      return stopped();
    }
    try {
      return CompletableFuture.completedFuture(reading.get());
    } catch (IllegalStateException e) {
      if (closed) {
        return stopped();
      }
      throw e;
    }
  }

  private static <T> CompletableFuture<Outcome<T>> stopped() {
    return CompletableFuture.completedFuture(Outcome.refused(Refusal.Plain.STOPPED));
  }

  /**
   * Throws IllegalArgumentException for a command that breaks the rules of {@link TxnRules}; how
   * many operations a transaction may have is not among them here.
   */
  @Override
  @SuppressWarnings("unchecked") // a transaction answers a TxnResult
  public <R> CompletableFuture<Outcome<R>> submit(Command<R> command) {
    if (command instanceof Command.Txn txn) {
      requireForm(TxnRules.check(txn, Integer.MAX_VALUE));
      if (TxnRules.isReadOnly(txn)) {
        return read(() -> (Outcome<R>) readOnly(txn));
      }
    } else if (command instanceof Command.Put put) {
      requireForm(TxnRules.check(put));
    } else if (command instanceof Command.DeleteRange delete) {
      requireForm(TxnRules.check(delete.range()));
    }
    return writer.submit(command);
  }

  private Outcome<OpResult.TxnResult> readOnly(Command.Txn txn) {
    try (ReadView view = store.view()) {
      return ReadTxn.answer(view, txn);
    }
  }

  private static void requireForm(Optional<TxnRules.Violation> wrong) {
    if (wrong.isPresent()) {
      throw new IllegalArgumentException("malformed: " + wrong.get());
    }
  }

  /** On the writer thread, after a command was applied and before its future completes. */
  private void applied(Command<?> command) {
    switch (command) {
      case Command.LeaseGrant grant ->
          deadlines.set(grant.id(), Duration.ofSeconds(grant.ttl()), clock.instant());
      case Command.LeaseRevoke revoke -> deadlines.remove(revoke.id());
      case Command.Compact _ -> compactor.execute(this::compactAll);
      case Command.Put _, Command.DeleteRange _, Command.Txn _, Command.LeaseCheckpoint _ -> {}
      case Command.SetAlarm _, Command.PutFact _, Command.SwapFact _ -> {}
    }
  }

  private void compactAll() {
    while (!closed && store.compactStep(COMPACTION_STEP)) {}
  }

  @Override
  public CompletableFuture<Outcome<Long>> compactPhysically(long revision) {
    return submit(new Command.Compact(revision))
        .thenCompose(
            outcome ->
                outcome instanceof Outcome.Ok
                    ? CompletableFuture.supplyAsync(
                        () -> {
                          compactAll();
                          return outcome;
                        },
                        compactor)
                    : CompletableFuture.completedFuture(outcome));
  }

  @Override
  public Watcher watch(WatchSpec spec, Mailbox mailbox) {
    return hub.open(spec, mailbox);
  }

  /** A lease that has run out is not saved: it is ended first. */
  @Override
  public CompletableFuture<Outcome<Long>> keepAlive(long lease) {
    if (closed) {
      return stopped();
    }
    Instant now = clock.instant();
    if (deadlines.isExpired(lease, now)) {
      return submit(new Command.LeaseRevoke(lease)).thenApply(_ -> Outcome.ok(0L));
    }
    Optional<LeaseRecord> known = store.lease(lease);
    known.ifPresent(record -> deadlines.set(lease, Duration.ofSeconds(record.ttl()), now));
    return CompletableFuture.completedFuture(Outcome.ok(known.map(LeaseRecord::ttl).orElse(0L)));
  }

  @Override
  public CompletableFuture<Outcome<LeaseStatus>> timeToLive(long lease, boolean withKeys) {
    return read(
        () -> {
          Optional<LeaseRecord> known = store.lease(lease);
          if (known.isEmpty()) {
            return Outcome.ok(LeaseStatus.unknown(lease));
          }
          long left = deadlines.secondsLeft(lease, clock.instant()).orElse(0);
          List<Bytes> keys = withKeys ? store.leaseKeys(lease) : List.of();
          return Outcome.ok(new LeaseStatus(lease, left, known.get().ttl(), keys));
        });
  }

  @Override
  public CompletableFuture<Outcome<List<Long>>> leases() {
    return read(() -> Outcome.ok(deadlines.all()));
  }

  /**
   * Ends the leases that have run out by now, at most {@value #MAX_EXPIRED_PER_TICK}; returns when
   * that is applied.
   */
  public int tick() {
    List<CompletableFuture<?>> ends = new ArrayList<>();
    for (long id : deadlines.expired(clock.instant(), MAX_EXPIRED_PER_TICK)) {
      ends.add(submit(new Command.LeaseRevoke(id)));
    }
    CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).join();
    return ends.size();
  }

  private void tickUntilClosed() {
    try {
      while (!closed) {
        tick();
        Thread.sleep(TICK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public long revision() {
    return store.revision();
  }

  /**
   * The store below, for reading what this port does not tell: facts, alarms, sizes. Do not apply
   * to it.
   */
  public MvccStore store() {
    return store;
  }

  /** Returns when everything acknowledged so far is on the engine's disk. */
  public void flush() {
    store.flush();
  }

  /** Finishes what was submitted, then closes everything. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    writer.close();
    hub.close();
    compactor.close();
    catchUp.close();
    store.close();
  }
}
