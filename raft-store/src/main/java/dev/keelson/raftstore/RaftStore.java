package dev.keelson.raftstore;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.Refusal;
import dev.keelson.mvcc.copy.StoreExport;
import dev.keelson.mvcc.engine.RocksEngine;
import dev.keelson.mvcc.engine.RocksOptions;
import dev.keelson.raftstore.archive.ArchiveStatus;
import dev.keelson.raftstore.archive.Archiver;
import dev.keelson.raftstore.consensus.Alone;
import dev.keelson.raftstore.consensus.LogConfig;
import dev.keelson.raftstore.consensus.RatisLog;
import dev.keelson.raftstore.consensus.RemovedFromCluster;
import dev.keelson.raftstore.consensus.ReplicatedLog.Leadership;
import dev.keelson.raftstore.lease.LeaseClock;
import dev.keelson.raftstore.measure.Durations;
import dev.keelson.raftstore.member.Identity;
import dev.keelson.raftstore.member.MemberChange;
import dev.keelson.raftstore.member.Roster;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a replicated store: opens a data directory, takes part in the log, and answers as a
 * {@link Node}. Owns and closes everything below it.
 *
 * <pre>{@code
 * try (var store = RaftStore.open(RaftStoreConfig.single(Path.of("data"), 2380))) {
 *   store.ready().join();
 *   store.kv().submit(Command.Put.of("greeting", "hello")).join().orThrow();
 * }
 * }</pre>
 */
public final class RaftStore implements Node, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RaftStore.class);

  /** How long an announcement of this member's URLs waits before it is tried again. */
  private static final long ANNOUNCE_AGAIN_MILLIS = 200;

  private final RaftStoreConfig config;
  private final DataDirectory directory;
  private final Identity identity;
  private final Durations commits = Durations.doubling(0.001, 14);
  private final MemberCore core;
  private final StoreApplier applier;
  private final Optional<Archiver> archiver;
  private final RatisLog log;
  private final CompactionRunner compaction;
  private final KvStore kv;
  private final Belonging belonging;
  private final ScheduledExecutorService timer;
  private final ExecutorService catchUp;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final List<Runnable> leadershipListeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean defragmenting = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * Opens the member and starts taking part; {@link #ready} tells when it can serve.
   *
   * @throws CannotStart with one line for the operator: directory in use, of another cluster,
   *     damaged; port taken
   */
  public static RaftStore open(RaftStoreConfig config) {
    DataDirectory directory = DataDirectory.open(config.dataDir());
    try {
      EtcdTakeover.ifAny(config, directory);
      return new RaftStore(config, directory, Bootstrap.identity(config, directory));
    } catch (RuntimeException | Error e) {
      directory.close();
      throw e;
    }
  }

  private RaftStore(RaftStoreConfig config, DataDirectory directory, Identity identity) {
    this.config = config;
    this.directory = directory;
    this.identity = identity;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("timer").daemon().factory());
    this.catchUp =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("watch-catch-up").daemon().factory());
    RocksOptions memory = RocksOptions.beside(Runtime.getRuntime().maxMemory());
    Duration requestTimeout = Duration.ofSeconds(5).plus(config.electionTimeout().multipliedBy(2));
    try {
      this.core =
          new MemberCore(
              new MemberCore.Surroundings(
                  directory.store(),
                  path -> new TimedEngine(RocksEngine.open(path, memory), commits),
                  System::nanoTime,
                  config.electionTimeout(),
                  requestTimeout,
                  catchUp),
              new Events());
    } catch (RuntimeException e) {
      stopExecutors();
      throw e;
    }
    this.applier = core.storeApplier();
    try {
      this.archiver =
          config.archive().map(where -> OwnArchive.open(where, identity, directory, applier));
    } catch (RuntimeException e) {
      applier.closed();
      stopExecutors();
      throw e;
    }
    this.compaction = new CompactionRunner(applier, this::fail);
    try {
      LogConfig logConfig = Bootstrap.logConfig(config, directory, identity, requestTimeout);
      if (config.membership().forceNewCluster()) {
        Alone.force(logConfig);
      }
      this.log = RatisLog.open(logConfig, applier);
    } catch (IOException e) {
      applier.closed();
      archiver.ifPresent(Archiver::close);
      stopExecutors();
      throw Bootstrap.cannotOpenLog(config, directory, e);
    } catch (RuntimeException e) {
      applier.closed();
      archiver.ifPresent(Archiver::close);
      stopExecutors();
      throw e;
    }
    this.kv = core.serve(log, identity.self(), new SecureRandom().nextLong(), compaction);
    this.belonging =
        new Belonging(
            config, identity, applier, log, core.proposals(), () -> fail(new MemberRemoved()));
    compaction.start();
    startTimers();
    announce();
  }

  private void startTimers() {
    AutoCompactor decides = new AutoCompactor(config.autoCompaction(), System::nanoTime);
    every(LeaseClock.TICK, core::tick);
    every(Duration.ofMillis(500), core::expire);
    every(decides.interval(), new CompactionTimer(decides, kv, log, timer)::look);
    every(Duration.ofMillis(500), belonging::look);
  }

  private void every(Duration interval, Runnable task) {
    Runnable guarded =
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            LOG.error("a timer of the store failed; it will run again", e);
          }
        };
    timer.scheduleWithFixedDelay(
        guarded, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Tells the cluster this member's name and client URLs, once it can: a barrier, then a fact in
   * the log unless it is there already. Then it is ready.
   */
  private void announce() {
    log.readBarrier()
        .thenCompose(_ -> applier.whenReady())
        .thenCompose(_ -> belonging.announce())
        .whenComplete(
            (outcome, failed) -> {
              if (failed == null && outcome instanceof Outcome.Ok<Roster>) {
                ready.complete(null);
                belonging.follow();
              } else if (!closed && !failure.isDone()) {
                timer.schedule(this::announce, ANNOUNCE_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
              }
            });
  }

  /**
   * Completes once this member has caught up with a leader and the cluster knows its client URLs.
   */
  public CompletableFuture<Void> ready() {
    return ready.copy();
  }

  /**
   * Runs once, with the reason, if the member had to stop by itself. The process should end then.
   */
  public void onFailure(Consumer<Throwable> action) {
    failure.thenAccept(action);
  }

  private void fail(Throwable why) {
    if (!closed && failure.complete(why)) {
      if (why instanceof MemberRemoved) {
        LOG.warn(why.getMessage());
      } else {
        LOG.error("the store cannot go on", why);
      }
      core.refuse();
      ready.completeExceptionally(why);
    }
  }

  @Override
  public KvStore kv() {
    return kv;
  }

  @Override
  public long clusterId() {
    return identity.clusterId();
  }

  @Override
  public long memberId() {
    return identity.self();
  }

  @Override
  public long raftTerm() {
    return log.leadership().term();
  }

  @Override
  public Membership membership() {
    return belonging.membership();
  }

  @Override
  public boolean isLearner() {
    return belonging.isLearner();
  }

  @Override
  public CompletableFuture<Outcome<Membership>> change(MemberChange change) {
    return belonging.change(change);
  }

  @Override
  public StoreStatus status() {
    return StoreStatus.of(applier.store(), log, config.quotaBytes());
  }

  @Override
  public StoreCounters counters() {
    return core.counters();
  }

  @Override
  public StoreTimings timings() {
    return new StoreTimings(log.timings(), core.applies(), commits, log.traffic());
  }

  @Override
  public Optional<ArchiveStatus> archive() {
    return archiver.map(Archiver::status);
  }

  @Override
  public List<Alarm> alarms() {
    return applier.store().alarms();
  }

  @Override
  public void defragment() {
    if (defragmenting.compareAndSet(false, true)) {
      Thread.ofPlatform()
          .name("defragment")
          .daemon()
          .start(
              () -> {
                try {
                  applier.compactFiles();
                } finally {
                  defragmenting.set(false);
                }
              });
    }
  }

  @Override
  @SuppressWarnings("NullAway") // null is the one value that Void has
  public CompletableFuture<Outcome<Void>> moveLeader(long target) {
    if (!log.leadership().leading()) {
      return CompletableFuture.completedFuture(Outcome.refused(Refusal.Plain.NOT_LEADER));
    }
    if (!belonging.isVoter(target)) {
      return CompletableFuture.completedFuture(
          Outcome.refused(Refusal.Plain.BAD_LEADER_TRANSFEREE));
    }
    if (target == identity.self()) {
      return CompletableFuture.completedFuture(Outcome.ok(null));
    }
    return log.transferLeadership(target)
        .thenApply(Outcome::ok)
        .exceptionally(failed -> Outcome.refused(ProposalQueue.refusal(failed)));
  }

  @Override
  public CompletableFuture<Outcome<Void>> readBarrier() {
    return log.readBarrier()
        .thenApply(Outcome::ok)
        .exceptionally(failed -> Outcome.refused(ReplicatedKvStore.barrierRefusal(failed)));
  }

  @Override
  public CompletableFuture<StoreExport> export() {
    return applier.whenReady().thenApply(MvccStore::export);
  }

  @Override
  public void onLeadershipChange(Runnable listener) {
    leadershipListeners.add(listener);
  }

  /**
   * Stops within about two seconds: refuses what waits, hands leadership on, flushes, releases the
   * directory.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    kv.close();
    timer.shutdownNow();
    belonging.close();
    compaction.close();
    log.close();
    archiver.ifPresent(Archiver::close);
    stopExecutors();
    directory.close();
  }

  private void stopExecutors() {
    timer.shutdownNow();
    catchUp.shutdownNow();
  }

  private final class Events implements StoreApplier.Listener {
    @Override
    public void leadershipChanged(Leadership now) {
      leadershipListeners.forEach(Runnable::run);
    }

    @Override
    public void compactionRequested() {
      compaction.wake();
    }

    @Override
    public void factChanged(Bytes name) {
      Belonging there = belonging;
      if (there != null) { // not yet, while the log is being opened
        there.factChanged(name);
      }
    }

    @Override
    public byte[] sight() {
      return belonging.sight();
    }

    @Override
    public byte[] tell() {
      return belonging.tell();
    }

    @Override
    public void failed(Throwable why) {
      fail(why instanceof RemovedFromCluster ? new MemberRemoved() : why);
    }
  }
}
