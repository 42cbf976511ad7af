package dev.keelson.raftstore.etcd;

import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KvStore.Consistency;
import dev.keelson.mvcc.OpResult;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.ReadTxn;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.TxnRules;
import dev.keelson.raftstore.etcd.pb.CompactionRequest;
import dev.keelson.raftstore.etcd.pb.CompactionResponse;
import dev.keelson.raftstore.etcd.pb.DeleteRangeRequest;
import dev.keelson.raftstore.etcd.pb.KVGrpc;
import dev.keelson.raftstore.etcd.pb.PutRequest;
import dev.keelson.raftstore.etcd.pb.RangeRequest;
import dev.keelson.raftstore.etcd.pb.RequestOp;
import dev.keelson.raftstore.etcd.pb.TxnRequest;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * etcdserverpb.KV. Gets and short ranges are answered where the read barrier passes, long ones by
 * the pool for scans.
 */
final class KvService {
  /**
   * Keys up to which a scan may run on a thread that others wait for: some hundred microseconds.
   */
  private static final long SHORT_SCAN_KEYS = 1_000;

  private final Wire wire;

  private KvService(Wire wire) {
    this.wire = wire;
  }

  static ServerServiceDefinition bind(Wire wire, Services services) {
    KvService it = new KvService(wire);
    return services
        .service(KVGrpc.SERVICE_NAME)
        .unary(KVGrpc.getRangeMethod(), RangeRequest.getDefaultInstance(), it::range)
        .stream(
            KVGrpc.getRangeStreamMethod(),
            RangeRequest.getDefaultInstance(),
            metrics -> RangeStreamCall.handler(metrics, wire))
        .unary(KVGrpc.getPutMethod(), PutRequest.getDefaultInstance(), it::put)
        .unary(KVGrpc.getDeleteRangeMethod(), DeleteRangeRequest.getDefaultInstance(), it::delete)
        .unary(KVGrpc.getTxnMethod(), TxnRequest.getDefaultInstance(), it::txn)
        .unary(KVGrpc.getCompactMethod(), CompactionRequest.getDefaultInstance(), it::compact)
        .build();
  }

  private void range(RangeRequest request, UnaryCall<RangeRequest> call) {
    Optional<Status> wrong = RequestChecks.range(request);
    if (wrong.isPresent()) {
      call.fail(wrong.get());
      return;
    }
    RangeQuery query = WireMapper.query(request);
    Consistency consistency = consistency(request.getSerializable());
    onView(
        consistency,
        call,
        view -> isShort(view, query),
        (view, room) -> view.range(query, room),
        this::answer);
  }

  private void put(PutRequest request, UnaryCall<PutRequest> call) {
    Optional<Status> wrong = RequestChecks.put(request);
    if (wrong.isPresent()) {
      call.fail(wrong.get());
      return;
    }
    Command.Put put = WireMapper.put(request);
    if (!wire.quota().admits(put)) {
      call.fail(EtcdErrors.NO_SPACE);
    } else if (RequestChecks.isTooLarge(request, wire.config().maxRequestBytes())) {
      call.fail(EtcdErrors.REQUEST_TOO_LARGE);
    } else {
      call.answer(wire.kv().submit(put), this::answer);
    }
  }

  private void delete(DeleteRangeRequest request, UnaryCall<DeleteRangeRequest> call) {
    Optional<Status> wrong = RequestChecks.delete(request);
    if (wrong.isPresent()) {
      call.fail(wrong.get());
    } else if (RequestChecks.isTooLarge(request, wire.config().maxRequestBytes())) {
      call.fail(EtcdErrors.REQUEST_TOO_LARGE);
    } else {
      call.answer(wire.kv().submit(WireMapper.delete(request)), this::answer);
    }
  }

  private void txn(TxnRequest request, UnaryCall<TxnRequest> call) {
    Optional<Status> wrong = RequestChecks.txn(request, wire.config().maxTxnOps());
    if (wrong.isPresent()) {
      call.fail(wrong.get());
      return;
    }
    Command.Txn txn = WireMapper.txn(request);
    Optional<TxnRules.Violation> violation = TxnRules.check(txn, wire.config().maxTxnOps());
    if (violation.isPresent()) {
      call.fail(EtcdErrors.of(violation.get()));
    } else if (TxnRules.isReadOnly(txn)) {
      Consistency consistency = consistency(isSerializable(request));
      onView(
          consistency,
          call,
          view -> isShort(view, txn),
          (view, room) -> ReadTxn.answer(view, txn, room),
          this::answer);
    } else if (!wire.quota().admits(txn)) {
      call.fail(EtcdErrors.NO_SPACE);
    } else if (RequestChecks.isTooLarge(request, wire.config().maxRequestBytes())) {
      call.fail(EtcdErrors.REQUEST_TOO_LARGE);
    } else {
      call.answer(wire.kv().submit(txn), this::answer);
    }
  }

  private void compact(CompactionRequest request, UnaryCall<CompactionRequest> call) {
    CompletableFuture<Outcome<Long>> done =
        request.getPhysical()
            ? wire.kv().compactPhysically(request.getRevision())
            : wire.kv().submit(new Command.Compact(request.getRevision()));
    call.answer(
        done,
        _ ->
            Encoded.of(
                CompactionResponse.newBuilder().setHeader(wire.header().toMessage()).build()));
  }

  private Encoded answer(OpResult result) {
    return WriteAnswers.of(wire.header(result.revision()), result);
  }

  /** Reads in a view and closes it; on the pool for scans where {@code isShort} says no. */
  private <Q, T> void onView(
      Consistency consistency,
      UnaryCall<Q> call,
      Function<ReadView, Boolean> isShort,
      BiFunction<ReadView, LongPredicate, Outcome<T>> read,
      Function<? super T, ? extends Encoded> answer) {
    wire.kv()
        .view(consistency)
        .whenComplete(
            (outcome, fault) -> {
              if (outcome instanceof Outcome.Ok<ReadView>(var view)) {
                ViewRead<Q, T> task =
                    new ViewRead<>(view, call, read, answer, wire.answers().share());
                if (isShort.apply(view)) {
                  task.run();
                } else {
                  later(task);
                }
              } else {
                call.answer(refused(outcome), fault, answer);
              }
            });
  }

  private static <T> @Nullable Outcome<T> refused(@Nullable Outcome<ReadView> outcome) {
    return outcome instanceof Outcome.Refused<ReadView>(var why) ? Outcome.refused(why) : null;
  }

  private void later(ViewRead<?, ?> task) {
    try {
      wire.scans().execute(task);
    } catch (RejectedExecutionException e) {
      task.end(EtcdErrors.TOO_MANY_REQUESTS);
    }
  }

  private static boolean isShort(RangeQuery query) {
    boolean bounded = query.limit() > 0 && query.limit() <= SHORT_SCAN_KEYS;
    boolean straight = query.isInKeyOrder() && query.filter().isNone();
    return query.range().isOneKey() || (straight && (bounded || query.countOnly()));
  }

  private static boolean isShort(ReadView view, RangeQuery query) {
    return isShort(query) || view.count(query.range()) <= SHORT_SCAN_KEYS;
  }

  private static boolean isShort(ReadView view, Command.Txn txn) {
    return java.util.stream.Stream.concat(txn.success().stream(), txn.failure().stream())
            .allMatch(op -> isShort(view, (RangeQuery) op))
        && txn.compares().stream()
            .allMatch(c -> c.range().isOneKey() || view.count(c.range()) <= SHORT_SCAN_KEYS);
  }

  private static Consistency consistency(boolean serializable) {
    return serializable ? Consistency.SERIALIZABLE : Consistency.LINEARIZABLE;
  }

  private static boolean isSerializable(TxnRequest request) {
    return allSerializable(request.getSuccessList()) && allSerializable(request.getFailureList());
  }

  private static boolean allSerializable(List<RequestOp> ops) {
    return ops.stream().allMatch(op -> op.getRequestRange().getSerializable());
  }
}
