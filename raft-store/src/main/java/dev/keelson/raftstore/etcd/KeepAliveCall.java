package dev.keelson.raftstore.etcd;

import dev.keelson.mvcc.Outcome;
import dev.keelson.raftstore.etcd.pb.LeaseKeepAliveRequest;
import dev.keelson.raftstore.etcd.pb.LeaseKeepAliveResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream of lease renewals: one at a time, in the order in which they came. */
final class KeepAliveCall extends ServerCall.Listener<LeaseKeepAliveRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(KeepAliveCall.class);

  private final Wire wire;
  private final StreamCall stream;
  private boolean renewing;
  private boolean halfClosed;

  private KeepAliveCall(
      ServerCall<LeaseKeepAliveRequest, Encoded> call,
      Metadata headers,
      RpcMetrics metrics,
      Wire wire) {
    this.wire = wire;
    this.stream = new StreamCall(call, headers, metrics, wire, this::close);
  }

  static ServerCallHandler<LeaseKeepAliveRequest, Encoded> handler(RpcMetrics metrics, Wire wire) {
    return (call, headers) -> {
      if (!StreamCall.admits(call, headers, metrics, wire)) {
        return new ServerCall.Listener<>() {};
      }
      KeepAliveCall it = new KeepAliveCall(call, headers, metrics, wire);
      call.request(1);
      return it;
    };
  }

  @Override
  public void onMessage(LeaseKeepAliveRequest request) {
    stream.received();
    renewing = true;
    // Before the renewal: a client must not see a revision in which the lease may already be gone.
    Header header = wire.header();
    wire.kv()
        .keepAlive(request.getID())
        .whenComplete(
            (outcome, fault) -> {
              try {
                stream.run(() -> renewed(request.getID(), header, outcome, fault));
              } catch (RejectedExecutionException e) {
                LOG.debug("the server stopped before a renewal was answered", e);
              }
            });
  }

  private void renewed(
      long lease, Header header, @Nullable Outcome<Long> outcome, @Nullable Throwable fault) {
    renewing = false;
    switch (outcome) {
      case Outcome.Ok<Long>(var ttl) -> {
        stream.send(
            Encoded.of(
                LeaseKeepAliveResponse.newBuilder()
                    .setHeader(header.toMessage())
                    .setID(lease)
                    .setTTL(ttl)
                    .build()));
        if (halfClosed) {
          close(Status.OK);
        } else {
          stream.request();
        }
      }
      case Outcome.Refused<Long>(var why) -> close(EtcdErrors.of(why).status());
      case null -> {
        LOG.error("LeaseKeepAlive failed", fault);
        close(Status.UNKNOWN.withDescription(String.valueOf(fault)));
      }
    }
  }

  @Override
  public void onHalfClose() {
    halfClosed = true;
    if (!renewing) {
      close(Status.OK);
    }
  }

  @Override
  public void onCancel() {
    stream.cancelled();
  }

  private void close(Status status) {
    stream.close(status);
  }
}
