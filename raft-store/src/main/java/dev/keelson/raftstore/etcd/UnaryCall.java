package dev.keelson.raftstore.etcd;

import dev.keelson.mvcc.Outcome;
import dev.keelson.raftstore.etcd.pb.RangeRequest;
import dev.keelson.raftstore.etcd.pb.StatusRequest;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call with one request and one answer; its own listener, so that a call costs one object of
 * ours. The method runs on the event loop and must not block; the answer may come on any thread,
 * once.
 */
final class UnaryCall<Q> extends ServerCall.Listener<Q> {
  private static final Logger LOG = LoggerFactory.getLogger(UnaryCall.class);

  interface Method<Q> {
    void serve(Q request, UnaryCall<Q> call);
  }

  private final ServerCall<Q, Encoded> call;
  private final Method<Q> method;
  private final RpcMetrics metrics;
  private final Wire wire;
  private final long startNanos = System.nanoTime();
  private @Nullable Q request;
  private boolean refused;
  private volatile AnswerBudget.@Nullable Share sending;
  private volatile boolean ended;

  private UnaryCall(ServerCall<Q, Encoded> call, Method<Q> method, RpcMetrics metrics, Wire wire) {
    this.call = call;
    this.method = method;
    this.metrics = metrics;
    this.wire = wire;
  }

  static <Q> ServerCallHandler<Q, Encoded> handler(
      Method<Q> method, RpcMetrics metrics, Wire wire) {
    return (call, headers) -> {
      metrics.started();
      wire.versions().countUnary(headers);
      UnaryCall<Q> it = new UnaryCall<>(call, method, metrics, wire);
      if (wire.leader().refuses(headers)) {
        it.fail(EtcdErrors.NO_LEADER);
        return new ServerCall.Listener<>() {};
      }
      // Two, so that a client that sends two is noticed.
      call.request(2);
      return it;
    };
  }

  @Override
  public void onMessage(Q message) {
    if (request != null) {
      request = null;
      refused = true;
      fail(Status.INTERNAL.withDescription("Too many requests"));
      return;
    }
    metrics.received();
    request = message;
  }

  @Override
  public void onHalfClose() {
    Q message = request;
    if (refused) {
      return;
    }
    if (message == null) {
      fail(Status.INTERNAL.withDescription("Half-closed without a request"));
      return;
    }
    // Not kept: the store may hold on to this call for long, and a request may be large.
    request = null;
    if (wire.node().isLearner() && !isServedByLearners(message)) {
      fail(EtcdErrors.NOT_SUPPORTED_FOR_LEARNER);
      return;
    }
    try {
      method.serve(message, this);
    } catch (StatusRuntimeException e) {
      fail(e.getStatus());
    }
  }

  /** Rule 65. */
  private static boolean isServedByLearners(Object request) {
    return switch (request) {
      case StatusRequest _ -> true;
      case RangeRequest range -> range.getSerializable();
      default -> false;
    };
  }

  /** All of the answer is in the socket. */
  @Override
  public void onComplete() {
    end();
  }

  @Override
  public void onCancel() {
    end();
  }

  private void end() {
    ended = true;
    AnswerBudget.Share share = sending;
    if (share != null) {
      share.release();
    }
  }

  boolean isCancelled() {
    return call.isCancelled();
  }

  void answer(Encoded answer) {
    AnswerBudget.Share share = null;
    if (answer.size() > AnswerBudget.SMALL_BYTES) {
      share = wire.answers().share();
      share.force(answer.size());
    }
    answer(answer, share);
  }

  /** {@code share} is given back when all of the answer is in the socket. */
  private void answer(Encoded answer, AnswerBudget.@Nullable Share share) {
    if (call.isCancelled()) {
      if (share != null) {
        share.release();
      }
      done(Status.Code.CANCELLED);
      return;
    }
    sending = share;
    call.sendHeaders(new Metadata());
    call.sendMessage(answer);
    metrics.sent(1);
    call.close(Status.OK, new Metadata());
    done(Status.Code.OK);
    if (ended) {
      end();
    }
  }

  /** Answers when {@code outcome} is there, with what {@code onSuccess} makes of it. */
  <T> void answer(
      CompletableFuture<Outcome<T>> outcome, Function<? super T, ? extends Encoded> onSuccess) {
    outcome.whenComplete((result, fault) -> answer(result, fault, onSuccess));
  }

  /** One of {@code outcome} and {@code fault} is null, as CompletableFuture has it. */
  <T> void answer(
      @Nullable Outcome<T> outcome,
      @Nullable Throwable fault,
      Function<? super T, ? extends Encoded> onSuccess) {
    Encoded answer = encoded(outcome, fault, onSuccess);
    if (answer != null) {
      answer(answer);
    }
  }

  /** As without {@code share}, which holds room for the answer and is given back in any case. */
  <T> void answer(
      @Nullable Outcome<T> outcome,
      @Nullable Throwable fault,
      Function<? super T, ? extends Encoded> onSuccess,
      AnswerBudget.Share share) {
    Encoded answer = encoded(outcome, fault, onSuccess);
    if (answer == null) {
      share.release();
    } else {
      share.shrinkTo(answer.size());
      answer(answer, share);
    }
  }

  /** Null where it has failed, and the client was told so. */
  private <T> @Nullable Encoded encoded(
      @Nullable Outcome<T> outcome,
      @Nullable Throwable fault,
      Function<? super T, ? extends Encoded> onSuccess) {
    if (outcome == null) {
      fail(fault);
      return null;
    }
    switch (outcome) {
      case Outcome.Refused<T>(var why) -> {
        fail(EtcdErrors.of(why));
        return null;
      }
      case Outcome.Ok<T>(var value) -> {
        try {
          return onSuccess.apply(value);
        } catch (RuntimeException e) {
          fail(e);
          return null;
        }
      }
    }
  }

  void fail(EtcdErrors error) {
    fail(error.status());
  }

  void fail(Status status) {
    call.close(status, new Metadata());
    done(status.getCode());
  }

  /** Of ours: an invariant that did not hold, or an answer that cannot be sent. */
  void fail(@Nullable Throwable fault) {
    if (fault instanceof StatusRuntimeException refused) {
      fail(refused.getStatus());
      return;
    }
    LOG.error("{} failed", call.getMethodDescriptor().getFullMethodName(), fault);
    fail(Status.UNKNOWN.withDescription(String.valueOf(fault)));
  }

  private void done(Status.Code code) {
    long nanos = System.nanoTime() - startNanos;
    metrics.handled(code, nanos);
    if (nanos > wire.config().warnRequestDuration().toNanos()) {
      LOG.warn(
          "request took too long: method={} took={}ms code={} remote={}",
          call.getMethodDescriptor().getFullMethodName(),
          nanos / 1_000_000,
          code,
          call.getAttributes().get(io.grpc.Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    }
  }
}
