package dev.keelson.raftstore.etcd.client;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.OpResult;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.Refusal;
import dev.keelson.mvcc.TxnRules;
import dev.keelson.mvcc.watch.Mailbox;
import dev.keelson.mvcc.watch.WatchSpec;
import dev.keelson.mvcc.watch.Watcher;
import dev.keelson.raftstore.etcd.client.Calls.Safety;
import dev.keelson.raftstore.etcd.pb.CompactionRequest;
import dev.keelson.raftstore.etcd.pb.CompactionResponse;
import dev.keelson.raftstore.etcd.pb.KVGrpc;
import dev.keelson.raftstore.etcd.pb.LeaseGrantRequest;
import dev.keelson.raftstore.etcd.pb.LeaseGrpc;
import dev.keelson.raftstore.etcd.pb.LeaseKeepAliveRequest;
import dev.keelson.raftstore.etcd.pb.LeaseKeepAliveResponse;
import dev.keelson.raftstore.etcd.pb.LeaseLeasesRequest;
import dev.keelson.raftstore.etcd.pb.LeaseRevokeRequest;
import dev.keelson.raftstore.etcd.pb.LeaseTimeToLiveRequest;
import dev.keelson.raftstore.etcd.pb.ResponseHeader;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * A cluster elsewhere, of etcd or our own, spoken with over etcd's v3 API; any number of processes
 * may use one. It connects when it is first asked for something, and again by itself.
 *
 * <p>"This member" of the port is whatever was heard of the cluster here: {@link #revision} is the
 * newest revision in any answer, and a serializable read is never older than that. Refusals do not
 * know revisions that the wire does not tell: a floor is 0 then.
 *
 * <p>Cannot be spoken over the wire, and throws IllegalArgumentException: facts, alarms and lease
 * checkpoints, which a cluster keeps for itself.
 */
public final class EtcdKvStore implements KvStore {
  private static final Duration READ_LIMIT = Duration.ofSeconds(30);
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(30);
  private static final Duration PHYSICAL_LIMIT = Duration.ofMinutes(10);

  /** Further behind the newest revision than this, a watch reads much before it is up to date. */
  private static final long FAR_BEHIND = 1_000;

  private static final RangeQuery NOTHING = RangeQuery.key(Bytes.ZERO).onlyCount();

  private final Channels channels;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("etcd-client-timer").factory());
  private final Calls calls;
  private final AtomicLong newest = new AtomicLong();
  private final AtomicLong floor = new AtomicLong(-1);

  /** Progress is told for all watches of a stream or none: those that lag have one of their own. */
  private final WatchLane live;

  private final WatchLane past;

  private EtcdKvStore(Channels channels) {
    this.channels = channels;
    this.calls = new Calls(channels, timer);
    QuietCheck check = new QuietCheck(calls, this::heard);
    this.live = new WatchLane(channels, timer, check, this::heard, this::compacted);
    this.past = new WatchLane(channels, timer, check, this::heard, this::compacted);
  }

  /** Returns at once. Throws TlsFault where a file cannot be used. */
  public static EtcdKvStore open(EtcdEndpoints members) {
    return new EtcdKvStore(Channels.open(members));
  }

  private void heard(long revision) {
    newest.accumulateAndGet(revision, Math::max);
  }

  private void compacted(long revision) {
    floor.accumulateAndGet(revision, Math::max);
  }

  private <T> T heard(ResponseHeader header, T value) {
    heard(header.getRevision());
    return value;
  }

  @Override
  public CompletableFuture<Outcome<RangeResult>> range(RangeQuery query, Consistency consistency) {
    requireForm(TxnRules.check(query.range()));
    boolean isSerializable = consistency == Consistency.SERIALIZABLE;
    long known = newest.get();
    CompletableFuture<Outcome<RangeResult>> answer =
        calls
            .call(
                KVGrpc.getRangeMethod(),
                Requests.range(query, isSerializable),
                Safety.REPEATABLE,
                READ_LIMIT)
            .thenApply(outcome -> told(outcome).map(r -> heard(r.getHeader(), Answers.range(r))));
    return isSerializable
        ? answer.thenCompose(
            outcome ->
                lags(outcome, known)
                    ? range(query, Consistency.LINEARIZABLE)
                    : CompletableFuture.completedFuture(outcome))
        : answer;
  }

  /** The member asked has not applied yet what was heard of here. */
  private static boolean lags(Outcome<RangeResult> outcome, long known) {
    return switch (outcome) {
      case Outcome.Ok<RangeResult>(RangeResult result) -> result.revision() < known;
      case Outcome.Refused<RangeResult>(Refusal why) -> why instanceof Refusal.FutureRevision;
    };
  }

  /** With what is known here of revisions. */
  private <T> Outcome<T> told(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Refused<T>(Refusal.Compacted _) ->
          Outcome.refused(new Refusal.Compacted(Math.max(0, floor.get())));
      case Outcome.Refused<T>(Refusal.FutureRevision _) ->
          Outcome.refused(new Refusal.FutureRevision(newest.get()));
      case Outcome.Refused<T> other -> other;
      case Outcome.Ok<T> ok -> ok;
    };
  }

  /** Reads at the revision that was the newest; refused, later, where that is compacted. */
  @Override
  public CompletableFuture<Outcome<ReadView>> view(Consistency consistency) {
    return range(NOTHING, consistency)
        .thenApply(
            outcome -> outcome.map(r -> new RemoteView(this, calls, r.revision(), floor::get)));
  }

  @Override
  @SuppressWarnings("unchecked") // each command is answered with what it says it is
  public <R> CompletableFuture<Outcome<R>> submit(Command<R> command) {
    CompletableFuture<? extends Outcome<?>> answer =
        switch (command) {
          case Command.Put put -> {
            requireForm(TxnRules.check(put));
            yield write(
                KVGrpc.getPutMethod(),
                Requests.put(put),
                r -> heard(r.getHeader(), Answers.put(r)));
          }
          case Command.DeleteRange delete -> {
            requireForm(TxnRules.check(delete.range()));
            yield write(
                KVGrpc.getDeleteRangeMethod(),
                Requests.delete(delete),
                r -> heard(r.getHeader(), Answers.delete(r)));
          }
          case Command.Txn txn -> txn(txn);
          case Command.Compact compact -> compact(compact.revision(), false, WRITE_LIMIT);
          case Command.LeaseGrant grant -> grant(grant);
          case Command.LeaseRevoke revoke ->
              write(
                  LeaseGrpc.getLeaseRevokeMethod(),
                  LeaseRevokeRequest.newBuilder().setID(revoke.id()).build(),
                  r -> heard(r.getHeader(), r.getHeader().getRevision()));
          case Command.LeaseCheckpoint _,
              Command.SetAlarm _,
              Command.PutFact _,
              Command.SwapFact _ ->
              throw new IllegalArgumentException(
                  command.getClass().getSimpleName()
                      + " is a cluster's own affair: no store behind etcd's API takes it");
        };
    return (CompletableFuture<Outcome<R>>) answer;
  }

  private CompletableFuture<Outcome<OpResult.TxnResult>> txn(Command.Txn txn) {
    requireForm(TxnRules.check(txn, Integer.MAX_VALUE));
    return calls
        .call(
            KVGrpc.getTxnMethod(),
            Requests.txn(txn),
            TxnRules.isReadOnly(txn) ? Safety.REPEATABLE : Safety.ONCE,
            WRITE_LIMIT)
        .thenApply(outcome -> told(outcome).map(r -> heard(r.getHeader(), Answers.txn(r))));
  }

  private CompletableFuture<Outcome<Command.LeaseGranted>> grant(Command.LeaseGrant grant) {
    return write(
        LeaseGrpc.getLeaseGrantMethod(),
        LeaseGrantRequest.newBuilder().setID(grant.id()).setTTL(grant.ttl()).build(),
        r ->
            heard(
                r.getHeader(),
                new Command.LeaseGranted(r.getID(), r.getTTL(), r.getHeader().getRevision())));
  }

  private <Q, A, R> CompletableFuture<Outcome<R>> write(
      MethodDescriptor<Q, A> method, Q request, Function<A, R> read) {
    return calls
        .call(method, request, Safety.ONCE, WRITE_LIMIT)
        .thenApply(outcome -> told(outcome).map(read));
  }

  @Override
  public CompletableFuture<Outcome<Long>> compactPhysically(long revision) {
    return compact(revision, true, PHYSICAL_LIMIT);
  }

  private CompletableFuture<Outcome<Long>> compact(
      long revision, boolean isPhysical, Duration limit) {
    CompactionRead read = new CompactionRead(revision);
    return calls
        .call(
            KVGrpc.getCompactMethod(),
            CompactionRequest.newBuilder().setRevision(revision).setPhysical(isPhysical).build(),
            Safety.ONCE,
            limit)
        .thenApply(outcome -> told(outcome).map(read));
  }

  /** A compaction that was accepted raises the floor. */
  private final class CompactionRead implements Function<CompactionResponse, Long> {
    private final long revision;

    CompactionRead(long revision) {
      this.revision = revision;
    }

    @Override
    public Long apply(CompactionResponse response) {
      compacted(revision);
      return heard(response.getHeader(), response.getHeader().getRevision());
    }
  }

  /**
   * A watch that starts "now" starts after the newest revision heard of here, so that it tells
   * every write that is submitted here afterwards.
   */
  @Override
  public Watcher watch(WatchSpec spec, Mailbox mailbox) {
    long known = newest.get();
    long first = spec.startRevision() == 0 && known > 0 ? known + 1 : spec.startRevision();
    boolean isPast = first > 0 && first < known - FAR_BEHIND;
    RemoteWatcher watcher = new RemoteWatcher(spec, mailbox, first, isPast ? past : live);
    watcher.open();
    return watcher;
  }

  @Override
  public CompletableFuture<Outcome<Long>> keepAlive(long lease) {
    return calls
        .call(
            LeaseGrpc.getLeaseKeepAliveMethod(),
            LeaseKeepAliveRequest.newBuilder().setID(lease).build(),
            Safety.REPEATABLE,
            READ_LIMIT)
        .thenApply(outcome -> outcome.map(LeaseKeepAliveResponse::getTTL));
  }

  @Override
  public CompletableFuture<Outcome<LeaseStatus>> timeToLive(long lease, boolean withKeys) {
    return calls
        .call(
            LeaseGrpc.getLeaseTimeToLiveMethod(),
            LeaseTimeToLiveRequest.newBuilder().setID(lease).setKeys(withKeys).build(),
            Safety.REPEATABLE,
            READ_LIMIT)
        .thenApply(
            outcome ->
                outcome.map(
                    r ->
                        r.getTTL() < 0
                            ? LeaseStatus.unknown(lease)
                            : new LeaseStatus(
                                lease,
                                r.getTTL(),
                                r.getGrantedTTL(),
                                r.getKeysList().stream().map(Answers::bytes).toList())));
  }

  /** In the order in which the cluster tells them. */
  @Override
  public CompletableFuture<Outcome<List<Long>>> leases() {
    return calls
        .call(
            LeaseGrpc.getLeaseLeasesMethod(),
            LeaseLeasesRequest.getDefaultInstance(),
            Safety.REPEATABLE,
            READ_LIMIT)
        .thenApply(
            outcome ->
                outcome.map(r -> r.getLeasesList().stream().map(each -> each.getID()).toList()));
  }

  @Override
  public long revision() {
    return newest.get();
  }

  private static void requireForm(Optional<TxnRules.Violation> wrong) {
    if (wrong.isPresent()) {
      throw new IllegalArgumentException("malformed: " + wrong.get());
    }
  }

  @Override
  public void close() {
    calls.close();
    live.close();
    past.close();
    channels.close();
    timer.shutdownNow();
  }
}
