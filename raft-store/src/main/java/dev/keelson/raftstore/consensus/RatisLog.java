package dev.keelson.raftstore.consensus;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link ReplicatedLog} on Apache Ratis: one Raft group, one division, one state machine.
 *
 * <p>Entries and reads go to the local division without a socket while this member leads, and over
 * the peer port to the leader while it does not. The parts: {@link RatisSettings} what Ratis is
 * told, {@link RatisStateMachine} what it drives, {@link CheckpointKeeper} what keeps its log
 * short, {@link LeaderCalls} and {@link ReadBarriers} what is under way, {@link LeaderLease} and
 * {@link LeadershipProofs} why a read here is current, {@link StickyVotes} and {@link LeaseGrace}
 * what the lease rests on beside Ratis.
 */
public final class RatisLog implements ReplicatedLog {
  private static final Logger LOG = LoggerFactory.getLogger(RatisLog.class);
  private static final RaftClientRequest.Type WRITE = RaftClientRequest.writeRequestType();

  private static final Duration SETTLE = Duration.ofMillis(200);
  private static final long EXPIRE_MILLIS = 500;
  private static final long LOOK_MILLIS = 100;

  /** How long after Ratis stopped by itself it may take until it says why. */
  private static final Duration REASON = Duration.ofSeconds(3);

  private final LogConfig config;
  private final LogApplier applier;
  private final RatisStateMachine machine;
  private final RaftNode node;
  private final CheckpointKeeper keeper;
  private final LeadershipWatch watch;
  private final String name;
  private final LogTimings timings;
  private final PeerTraffic traffic;
  private final PeerCalls peers;
  private final LeaderCalls calls;
  private final AppliedWaits waits;
  private final LeaderQuestions questions;
  private final ReadBarriers barriers;
  private final Handover handover;
  private final RatisMembers members;
  private final ScheduledThreadPoolExecutor timer;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicBoolean lastWord = new AtomicBoolean();

  /**
   * Opens this member's log and lets it take part; does not wait for a leader. Entries that the log
   * holds and the applier does not yet are applied in the background.
   *
   * @throws IOException the directory or the port cannot be had
   * @throws IllegalStateException the directory is another cluster's, or state and log do not fit
   *     together
   */
  public static RatisLog open(LogConfig config, LogApplier applier) throws IOException {
    StartUp.prepare();
    LogDirectory.prepare(config);
    try {
      return new RatisLog(config, applier);
    } catch (RuntimeException e) {
      throw OpenFailures.plain(e);
    }
  }

  private RatisLog(LogConfig config, LogApplier applier) throws IOException {
    this.config = config;
    this.applier = applier;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("raft-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    this.keeper = new CheckpointKeeper(config, applier, this::shortenLog);
    this.watch = new LeadershipWatch(this::leadershipChanged);
    this.name =
        RaftGroupMemberId.valueOf(PeerIds.peer(config.self()), PeerIds.group(config.clusterId()))
            .toString();
    this.timings = LogTimings.of(name);
    this.traffic = PeerTraffic.of(config.self());
    LeaderLease lease = new LeaderLease(config.electionTimeout());
    this.waits = new AppliedWaits(() -> applier.applied().index(), config.requestTimeout());
    this.machine =
        new RatisStateMachine(
            applier, keeper, lease, waits, watch::signal, this::failed, this::stopped);
    boolean alone = Company.isAlone(config);
    RaftProperties properties = RatisSettings.of(config, alone);
    if (!alone) {
      sleep(LeaseGrace.remaining(config.directory(), config.electionTimeout()).toMillis());
    }
    VoteGuard guard = new VoteGuard(new StickyVotes(config.electionTimeout()), lease);
    AppendClaims claims = new AppendClaims();
    Parameters parameters = new Parameters();
    Optional<PeerTls> tls = config.tls().map(PeerTls::new);
    tls.ifPresent(peerTls -> peerTls.dialBy(parameters));
    GrpcConfigKeys.Server.setServicesCustomizer(
        parameters,
        (builder, types) -> {
          claims.customize(builder, types);
          config.moreBinds().forEach(builder::addListenAddress); // Ratis knows of one
          return guard.customize(
              tls.map(peerTls -> peerTls.acceptBy(builder)).orElse(builder), types);
        });
    Appenders appenders = new Appenders();
    appenders.install(properties, parameters);
    RaftServer server =
        RaftServer.newBuilder()
            .setServerId(PeerIds.peer(config.self()))
            .setGroup(PeerIds.group(config))
            .setStateMachine(machine)
            .setProperties(properties)
            .setParameters(parameters)
            .setOption(RaftStorage.StartupOption.RECOVER)
            .build();
    this.node = new RaftNode(server, config, alone);
    guard.termIs(node::term);
    claims.heldBy(AppendClaims.of(() -> node.division().getRaftLog()));
    this.peers = new PeerCalls(node, properties, parameters);
    this.calls = new LeaderCalls(node, peers, timer, config.requestTimeout());
    LeadershipProofs proofs = new LeadershipProofs(node, lease, config);
    this.questions =
        new LeaderQuestions(
            calls, appenders, proofs, waits, applier, timer, config.requestTimeout());
    CatchUp catchUp = new CatchUp(node, waits, questions, timer);
    calls.tellApplied(catchUp::to);
    this.barriers = new ReadBarriers(proofs, questions, catchUp);
    machine.answerWith(questions);
    this.handover = new Handover(node, peers, lease, config);
    this.members = new RatisMembers(node, appenders, config, properties);
    machine.afterApply(members::tellCommitted);
    timer.scheduleWithFixedDelay(members::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    timer.scheduleWithFixedDelay(
        waits::expire, EXPIRE_MILLIS, EXPIRE_MILLIS, TimeUnit.MILLISECONDS);
    try {
      server.start();
      refuseLostLog();
    } catch (IOException | RuntimeException e) {
      lastWord.set(true);
      closing.set(true);
      shutDown();
      throw OpenFailures.plain(e);
    }
    watch.start(node::leadership);
    if (!node.isAlone()) {
      catchUp.watchEmptyLog();
    }
  }

  /**
   * Entries that were applied cannot be missing from the log: it was lost or exchanged, and would
   * be written anew.
   */
  private void refuseLostLog() {
    long applied = applier.applied().index();
    long last = node.division().getRaftLog().getNextIndex() - 1;
    if (last < applied) {
      throw new IllegalStateException(
          "the state reaches entry %d but the log in %s ends at entry %d: the log was lost; empty this member's data and let it join anew"
              .formatted(applied, config.directory(), last));
    }
  }

  @Override
  public CompletableFuture<Void> propose(byte[] entry, Object prepared) {
    if (entry.length == 0 || entry.length > MAX_ENTRY_BYTES) {
      throw new IllegalArgumentException(
          "entry of " + entry.length + " bytes, from 1 to " + MAX_ENTRY_BYTES);
    }
    return calls.start(new LocalEntry(entry, prepared), WRITE).thenAccept(_ -> {});
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    return barriers.barrier();
  }

  @Override
  public CompletableFuture<byte[]> askLeader(byte[] question) {
    try {
      return questions.askApplier(question);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Whom this log counts. */
  public LogMembers members() {
    return members;
  }

  @Override
  public Leadership leadership() {
    return node.leadership();
  }

  @Override
  public Progress progress() {
    RaftLog log = node.division().getRaftLog();
    TermIndex last = log.getLastEntryTermIndex();
    long committed = log.getLastCommittedIndex();
    long applied = applier.applied().index();
    return new Progress(
        last == null ? Math.max(committed, applied) : last.getIndex(),
        Math.max(committed, applied),
        applied);
  }

  @Override
  public Timings timings() {
    return new Timings(
        timings.syncs(),
        timings.writes(),
        keeper.taken(),
        keeper.synced(),
        keeper.installed(),
        timings.roundTrips());
  }

  @Override
  public Traffic traffic() {
    return traffic.traffic(keeper.bytesApplied());
  }

  /** Index of the oldest entry that the log still holds. */
  long startOfLog() {
    return node.division().getRaftLog().getStartIndex();
  }

  /** Proposals and questions of this member that are not answered yet. */
  public int pending() {
    return calls.pending();
  }

  @Override
  public CompletableFuture<Void> transferLeadership(long member) {
    if (calls.isClosed()) {
      return CompletableFuture.failedFuture(
          new NotCommitted(NotCommitted.Why.CLOSED, "transfer of leadership", null));
    }
    return handover.to(PeerIds.peer(member));
  }

  private void leadershipChanged(Leadership now) {
    machine.inTurn(
        () -> {
          if (!lastWord.get()) {
            applier.leadershipChanged(now);
          }
        });
    if (now.hasLeader()) {
      calls.leaderIs(PeerIds.peer(now.leader()));
    }
  }

  /** Drops what the checkpoints that there are make superfluous; all of it is applied. */
  private void shortenLog() {
    long dispensable = keeper.dispensable();
    if (dispensable >= 0 && !closing.get()) {
      node.division().getRaftLog().purge(dispensable);
    }
  }

  private void failed(Throwable why) {
    if (lastWord.compareAndSet(false, true)) {
      applier.failed(why);
    }
    stopBehind();
  }

  /** Ratis has stopped applying; unless we are closing, it did so by itself. */
  private void stopped() {
    if (!closing.get()) {
      Thread.ofPlatform().daemon().name("raft-stopped").start(this::failStopped);
    }
  }

  /** It stops first and says why afterwards. */
  private void failStopped() {
    long until = System.nanoTime() + REASON.toNanos();
    while (!isExcluded() && System.nanoTime() < until && !closing.get()) {
      sleep(20);
    }
    if (isExcluded()) {
      failed(new RemovedFromCluster());
    } else if (!closing.get()) {
      failed(new IllegalStateException("the log stopped by itself"));
    }
  }

  private boolean isExcluded() {
    return machine.isExcluded();
  }

  /** Not on the calling thread, which may be one that closing waits for. */
  private void stopBehind() {
    if (closing.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("raft-stop").start(this::shutDown);
    }
  }

  @Override
  public void close() {
    close(true);
  }

  /** As a crash would, as far as others can tell: leadership is not handed on. */
  void closeAbruptly() {
    close(false);
  }

  private void close(boolean handOn) {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    if (handOn) {
      calls.refuseNew();
      handover.leave();
      settle();
    }
    shutDown();
    if (lastWord.compareAndSet(false, true)) {
      applier.closed();
    }
  }

  /** Gives what was taken a moment to be committed, so that its proposer learns how it went. */
  private void settle() {
    long until = System.nanoTime() + SETTLE.toNanos();
    while (calls.pending() > 0 && System.nanoTime() < until) {
      sleep(1);
    }
  }

  private void shutDown() {
    calls.close();
    barriers.close();
    waits.close();
    watch.close();
    keeper.close();
    closeQuietly(node.server());
    closeQuietly(peers);
    timer.shutdownNow();
    LogTimings.forget(name);
    PeerTraffic.forget(config.self());
    HandoverSign.forget(config.self());
    LeaseGrace.closed(config.directory());
  }

  private static void closeQuietly(@Nullable AutoCloseable part) {
    try {
      if (part != null) {
        part.close();
      }
    } catch (Exception e) {
      LOG.warn("closing: {}", e.toString());
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
