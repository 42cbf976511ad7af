package dev.keelson.jepsen.workload;

import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Recorder;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import dev.keelson.raftstore.etcd.pb.DeleteRangeResponse;
import dev.keelson.raftstore.etcd.pb.KVGrpc;
import dev.keelson.raftstore.etcd.pb.LeaseGrantRequest;
import dev.keelson.raftstore.etcd.pb.LeaseGrantResponse;
import dev.keelson.raftstore.etcd.pb.LeaseGrpc;
import dev.keelson.raftstore.etcd.pb.LeaseKeepAliveRequest;
import dev.keelson.raftstore.etcd.pb.LeaseKeepAliveResponse;
import dev.keelson.raftstore.etcd.pb.LeaseRevokeRequest;
import dev.keelson.raftstore.etcd.pb.PutResponse;
import dev.keelson.raftstore.etcd.pb.RangeResponse;
import dev.keelson.raftstore.etcd.pb.TxnResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

/**
 * One process of a workload: makes one call after the other and records each. It stays at one
 * member, and goes to the next after some failures in a row. One thread at a time.
 */
public final class EtcdClient implements AutoCloseable {
  /** How long a call may take; then its outcome is unknown. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final int FAILURES_BEFORE_MOVING = 3;
  private static final long AFTER_FAILURE_MILLIS = 50;

  private final Recorder recorder;
  private final IntSupplier numbers;
  private final Connections connections;
  private int id;
  private Recorder.ClientLog log;
  private int home;
  private int failures;

  /**
   * @param numbers gives a number that no client had before
   * @param home the member to begin with, from 0
   */
  public EtcdClient(Recorder recorder, IntSupplier numbers, List<String> addresses, int home) {
    this.recorder = recorder;
    this.numbers = numbers;
    this.id = numbers.getAsInt();
    this.log = recorder.client(id);
    this.connections = new Connections(addresses);
    this.home = home;
  }

  /** Another after a call of unknown outcome: that call may still be under way. */
  public int id() {
    return id;
  }

  /** The member asked now, from 0. */
  public int home() {
    return home;
  }

  /** Asks this member from now on. */
  public void moveTo(int member) {
    home = member;
    failures = 0;
  }

  /** Makes the call, records it, and answers what was recorded. */
  public Response call(Request request) throws InterruptedException {
    Recorder.Call call = log.begin(request);
    try {
      Response.Ok ok = ask(request);
      if (request instanceof Request.LeaseGrant(long _, long ttl)
          && ok.result() instanceof Result.Leased(long given, long _)) {
        call.ok(new Request.LeaseGrant(given, ttl), ok.revision(), ok.result());
      } else {
        call.ok(ok.revision(), ok.result());
      }
      failures = 0;
      return ok;
    } catch (StatusRuntimeException e) {
      Response bad = Outcomes.of(request, e);
      switch (bad) {
        case Response.Failed(String reason) -> call.failed(reason);
        case Response.Unknown(String reason) -> {
          call.unknown(reason);
          id = numbers.getAsInt();
          log = recorder.client(id);
        }
        case Response.Ok _ -> throw new IllegalStateException("a failure that is none", e);
      }
      afterFailure();
      return bad;
    }
  }

  private void afterFailure() throws InterruptedException {
    failures++;
    if (failures >= FAILURES_BEFORE_MOVING) {
      moveTo((home + 1) % connections.members());
    }
    connections.hurry(home);
    Thread.sleep(AFTER_FAILURE_MILLIS);
  }

  private Response.Ok ask(Request request) throws InterruptedException {
    return switch (request) {
      case Request.Range range -> {
        RangeResponse answer = kv().range(Wires.range(range));
        yield new Response.Ok(answer.getHeader().getRevision(), Wires.ranged(answer));
      }
      case Request.Put put -> {
        PutResponse answer = kv().put(Wires.put(put));
        yield new Response.Ok(answer.getHeader().getRevision(), Wires.written(answer));
      }
      case Request.Delete delete -> {
        DeleteRangeResponse answer = kv().deleteRange(Wires.delete(delete));
        yield new Response.Ok(answer.getHeader().getRevision(), Wires.deleted(answer));
      }
      case Request.Txn txn -> {
        TxnResponse answer = kv().txn(Wires.txn(txn));
        yield new Response.Ok(answer.getHeader().getRevision(), Wires.decided(answer));
      }
      case Request.LeaseGrant(long lease, long ttl) -> {
        LeaseGrantResponse answer =
            lease().leaseGrant(LeaseGrantRequest.newBuilder().setID(lease).setTTL(ttl).build());
        yield new Response.Ok(
            answer.getHeader().getRevision(), new Result.Leased(answer.getID(), answer.getTTL()));
      }
      case Request.LeaseRevoke(long lease) -> {
        var answer = lease().leaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease).build());
        yield new Response.Ok(answer.getHeader().getRevision(), new Result.Leased(lease, 0));
      }
      case Request.LeaseKeepAlive(long lease) -> {
        LeaseKeepAliveResponse answer = keepAlive(lease);
        yield new Response.Ok(KeyValue.NOT_TOLD, new Result.Leased(lease, answer.getTTL()));
      }
      case Request.Acquire _, Request.Release _, Request.Guarded _ ->
          throw new IllegalArgumentException("no request of the wire: " + request);
      default -> throw new IllegalArgumentException("no request of a workload: " + request);
    };
  }

  private KVGrpc.KVBlockingStub kv() {
    return KVGrpc.newBlockingStub(connections.to(home))
        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private LeaseGrpc.LeaseBlockingStub lease() {
    return LeaseGrpc.newBlockingStub(connections.to(home))
        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One renewal on a stream of its own. */
  private LeaseKeepAliveResponse keepAlive(long lease) throws InterruptedException {
    CompletableFuture<LeaseKeepAliveResponse> first = new CompletableFuture<>();
    StreamObserver<LeaseKeepAliveRequest> requests =
        LeaseGrpc.newStub(connections.to(home))
            .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .leaseKeepAlive(
                new StreamObserver<>() {
                  @Override
                  public void onNext(LeaseKeepAliveResponse answer) {
                    first.complete(answer);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    first.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    first.completeExceptionally(
                        io.grpc.Status.UNAVAILABLE.withDescription("no answer").asException());
                  }
                });
    requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
    requests.onCompleted();
    try {
      return first.get(PATIENCE.toMillis() + 500, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw io.grpc.Status.fromThrowable(e.getCause()).asRuntimeException();
    } catch (TimeoutException _) {
      throw io.grpc.Status.DEADLINE_EXCEEDED.asRuntimeException();
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
