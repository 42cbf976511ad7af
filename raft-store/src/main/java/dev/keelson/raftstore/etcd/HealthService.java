package dev.keelson.raftstore.etcd;

import dev.keelson.raftstore.etcd.pb.health.HealthCheckRequest;
import dev.keelson.raftstore.etcd.pb.health.HealthCheckResponse;
import dev.keelson.raftstore.etcd.pb.health.HealthCheckResponse.ServingStatus;
import dev.keelson.raftstore.etcd.pb.health.HealthGrpc;
import dev.keelson.raftstore.etcd.pb.health.HealthListRequest;
import dev.keelson.raftstore.etcd.pb.health.HealthListResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** grpc.health.v1.Health: whether this process serves; about the cluster, ask /health. */
final class HealthService {
  private final Wire wire;
  private final Set<StreamCall> watching = ConcurrentHashMap.newKeySet();
  private volatile ServingStatus serving = ServingStatus.SERVING;

  HealthService(Wire wire) {
    this.wire = wire;
  }

  ServerServiceDefinition bind(Services services) {
    return services
        .service(HealthGrpc.SERVICE_NAME)
        .unary(HealthGrpc.getCheckMethod(), HealthCheckRequest.getDefaultInstance(), this::check)
        .unary(
            HealthGrpc.getListMethod(),
            HealthListRequest.getDefaultInstance(),
            (_, call) ->
                call.answer(
                    Encoded.of(
                        HealthListResponse.newBuilder().putStatuses("", status(serving)).build())))
        .stream(
            HealthGrpc.getWatchMethod(),
            HealthCheckRequest.getDefaultInstance(),
            metrics ->
                (call, headers) -> {
                  if (!StreamCall.admits(call, headers, metrics, wire)) {
                    return new ServerCall.Listener<>() {};
                  }
                  call.request(1);
                  return new Watch(call, headers, metrics);
                })
        .build();
  }

  /** From now on: not serving. Whoever watches is told. */
  void stop() {
    serving = ServingStatus.NOT_SERVING;
    for (StreamCall stream : watching) {
      watching.remove(stream);
      stream.run(() -> stream.send(Encoded.of(status(serving))));
    }
  }

  private void check(HealthCheckRequest request, UnaryCall<HealthCheckRequest> call) {
    if (request.getService().isEmpty()) {
      call.answer(Encoded.of(status(serving)));
    } else {
      call.fail(Status.NOT_FOUND.withDescription("unknown service"));
    }
  }

  private static HealthCheckResponse status(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }

  private final class Watch extends ServerCall.Listener<HealthCheckRequest> {
    private final StreamCall stream;

    Watch(ServerCall<HealthCheckRequest, Encoded> call, Metadata headers, RpcMetrics metrics) {
      this.stream = new StreamCall(call, headers, metrics, wire, this::end);
    }

    @Override
    public void onMessage(HealthCheckRequest request) {
      stream.received();
      boolean known = request.getService().isEmpty();
      stream.send(Encoded.of(status(known ? serving : ServingStatus.SERVICE_UNKNOWN)));
      if (known) {
        watching.add(stream);
      }
    }

    @Override
    public void onCancel() {
      watching.remove(stream);
      stream.cancelled();
    }

    private void end(Status status) {
      watching.remove(stream);
      stream.close(status);
    }
  }
}
