package dev.keelson.raftstore.etcd.client;

import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.Refusal;
import dev.keelson.raftstore.etcd.EtcdErrors;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests with one answer. What may be done twice is tried at one member after the other; what may
 * not, only as long as no member can have got it. Source: etcd {@code client/v3/retry.go}.
 */
final class Calls {
  enum Safety {
    REPEATABLE,
    ONCE
  }

  /** So long is it tried again; each member gets its turn, however long the others took. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

  private static final long BETWEEN_TRIES_MILLIS = 25;

  private final Channels channels;
  private final ScheduledExecutorService timer;
  private volatile boolean isClosed;

  Calls(Channels channels, ScheduledExecutorService timer) {
    this.channels = channels;
    this.timer = timer;
  }

  /** {@code limit} of each try. Fails with IllegalStateException where the server has a fault. */
  <Q, A> CompletableFuture<Outcome<A>> call(
      MethodDescriptor<Q, A> method, Q request, Safety safety, Duration limit) {
    Asked<Q, A> asked = new Asked<>(method, request, safety, limit);
    asked.run();
    return asked.answer;
  }

  /** Everything under way, and to come, is refused. */
  void close() {
    isClosed = true;
  }

  boolean isClosed() {
    return isClosed;
  }

  private final class Asked<Q, A> implements Runnable {
    private final MethodDescriptor<Q, A> method;
    private final Q request;
    private final Safety safety;
    private final Duration limit;
    private final long startNanos = System.nanoTime();
    private int tries;
    final CompletableFuture<Outcome<A>> answer = new CompletableFuture<>();

    Asked(MethodDescriptor<Q, A> method, Q request, Safety safety, Duration limit) {
      this.method = method;
      this.request = request;
      this.safety = safety;
      this.limit = limit;
    }

    @Override
    public void run() {
      if (isClosed) {
        refuse(Refusal.Plain.STOPPED);
        return;
      }
      tries++;
      Endpoint endpoint = channels.next();
      Try<Q, A> listener = new Try<>(this, endpoint);
      CallOptions options =
          CallOptions.DEFAULT
              .withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS)
              .withStreamTracerFactory(listener.sent);
      ClientCall<Q, A> call = endpoint.channel().newCall(method, options);
      call.start(listener, new Metadata());
      call.request(2); // so that a second one would be seen, and the end is told at once
      call.sendMessage(request);
      call.halfClose();
    }

    void refuse(Refusal why) {
      answer.complete(Outcome.refused(why));
    }

    void failed(Status status, boolean isSent, Endpoint endpoint) {
      if (isClosed) {
        refuse(Refusal.Plain.STOPPED);
        return;
      }
      boolean isPassing = status.getCode() == Status.Code.UNAVAILABLE;
      if (isPassing && mayTryAgain(isSent)) {
        try {
          timer.schedule(this, BETWEEN_TRIES_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
          refuse(Refusal.Plain.STOPPED);
        }
        return;
      }
      Optional<Refusal> why = EtcdErrors.refusal(status).or(() -> unnamed(status, isSent));
      if (why.isPresent()) {
        refuse(why.get());
      } else {
        answer.completeExceptionally(
            new IllegalStateException(
                "etcd at %s: %s: %s"
                    .formatted(endpoint.url(), status.getCode(), status.getDescription())));
      }
    }

    private boolean mayTryAgain(boolean isSent) {
      return (safety == Safety.REPEATABLE || !isSent)
          && (tries < channels.size() || System.nanoTime() - startNanos < PATIENCE);
    }

    /** What the connection says, not the server; and what gRPC's own bounds say. */
    private Optional<Refusal> unnamed(Status status, boolean isSent) {
      boolean isDone = safety == Safety.ONCE && isSent;
      return switch (status.getCode()) {
        case UNAVAILABLE -> Optional.of(isDone ? Refusal.Plain.TIMEOUT : Refusal.Plain.NO_LEADER);
        case DEADLINE_EXCEEDED, CANCELLED, ABORTED -> Optional.of(Refusal.Plain.TIMEOUT);
        case RESOURCE_EXHAUSTED ->
            Optional.of(
                safety == Safety.ONCE
                    ? Refusal.Plain.REQUEST_TOO_LARGE
                    : Refusal.Plain.ANSWER_TOO_LARGE);
        default -> Optional.empty();
      };
    }
  }

  private static final class Try<Q, A> extends ClientCall.Listener<A> {
    private final Asked<Q, A> asked;
    private final Endpoint endpoint;
    private final Sent sent = new Sent();
    private @Nullable A message;

    Try(Asked<Q, A> asked, Endpoint endpoint) {
      this.asked = asked;
      this.endpoint = endpoint;
    }

    @Override
    public void onMessage(A message) {
      this.message = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      A got = message;
      if (status.isOk() && got != null) {
        asked.answer.complete(Outcome.ok(got));
      } else {
        Status why = status.isOk() ? Status.INTERNAL.withDescription("no answer") : status;
        asked.failed(why, sent.isSent, endpoint);
      }
    }
  }

  /** Whether there was a connection on which it may have gone out. */
  private static final class Sent extends ClientStreamTracer.Factory {
    private volatile boolean isSent;

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void streamCreated(Attributes transport, Metadata headers) {
          isSent = true;
        }
      };
    }
  }
}
