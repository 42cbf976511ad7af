package dev.keelson.raftstore.etcd;

import dev.keelson.raftstore.etcd.pb.MaintenanceGrpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;

/**
 * The sending side of one stream. Everything happens on the event loop of its connection, where
 * gRPC also tells what comes in: {@link #run} brings others there, so a stream needs no lock.
 */
final class StreamCall {
  private final ServerCall<?, Encoded> call;
  private final EventLoop loop;
  private final RpcMetrics metrics;
  private final long startNanos = System.nanoTime();
  private final Runnable unguard;
  private final Runnable unlist;
  private boolean open = true;

  /**
   * Starts the call: sends the headers. {@code cut} ends the stream with what it is given, on the
   * event loop: there is no leader any more and the client insists on one, or the server stops.
   */
  StreamCall(
      ServerCall<?, Encoded> call,
      Metadata headers,
      RpcMetrics metrics,
      Wire wire,
      Consumer<Status> cut) {
    this.call = call;
    this.loop = SharedPort.eventLoop(call);
    this.metrics = metrics;
    this.unguard =
        LeaderGuard.isAskedFor(headers)
            ? wire.leader().guard(() -> run(() -> cut.accept(EtcdErrors.NO_LEADER.status())))
            : () -> {};
    this.unlist = wire.streams().add(why -> run(() -> cut.accept(why)));
    call.sendHeaders(new Metadata());
  }

  /**
   * Where one may start: not on a learner, which streams nothing but snapshots, and not without a
   * leader for clients that insist on one. Otherwise the call is closed.
   */
  static boolean admits(
      ServerCall<?, Encoded> call, Metadata headers, RpcMetrics metrics, Wire wire) {
    metrics.started();
    wire.versions().countStream(headers);
    EtcdErrors wrong = null;
    if (wire.node().isLearner()
        && !call.getMethodDescriptor()
            .getFullMethodName()
            .equals(MaintenanceGrpc.getSnapshotMethod().getFullMethodName())) {
      wrong = EtcdErrors.NOT_SUPPORTED_FOR_LEARNER;
    } else if (wire.leader().refuses(headers)) {
      wrong = EtcdErrors.NO_LEADER;
    }
    if (wrong != null) {
      call.close(wrong.status(), new Metadata());
      metrics.handled(wrong.status().getCode(), 0);
    }
    return wrong == null;
  }

  EventLoop loop() {
    return loop;
  }

  /**
   * On the event loop: now where this is it, soon otherwise. After the server has stopped it may
   * never run.
   */
  void run(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  boolean isOpen() {
    return open;
  }

  /** Whether what is sent now goes out soon; where not, keep it and wait for {@code onReady}. */
  boolean isReady() {
    return open && call.isReady();
  }

  void received() {
    metrics.received();
  }

  void request() {
    if (open) {
      call.request(1);
    }
  }

  void send(Encoded message) {
    if (open) {
      call.sendMessage(message);
      metrics.sent(1);
    }
  }

  void send(FramePack pack) {
    if (open && !pack.isEmpty()) {
      int messages = pack.messages();
      PackBuffers.SHARED.expect(pack.wireBytes());
      call.sendMessage(pack);
      PackBuffers.SHARED.expect(0);
      metrics.sent(messages);
    }
    pack.clear();
  }

  void close(Status status) {
    if (open) {
      end(status.getCode());
      call.close(status, new Metadata());
    }
  }

  /** The client has gone: there is nobody to tell. */
  void cancelled() {
    if (open) {
      end(Status.Code.CANCELLED);
    }
  }

  private void end(Status.Code code) {
    open = false;
    unguard.run();
    unlist.run();
    metrics.handled(code, System.nanoTime() - startNanos);
  }
}
