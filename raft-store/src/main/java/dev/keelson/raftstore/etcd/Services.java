package dev.keelson.raftstore.etcd;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import java.util.function.Function;

/**
 * Binds methods to gRPC under the names of the generated descriptors, with our own marshallers in
 * place of the generated ones and counters beside each.
 */
final class Services {
  private final Wire wire;
  private final Marshalling marshalling;

  Services(Wire wire, Marshalling marshalling) {
    this.wire = wire;
    this.marshalling = marshalling;
  }

  Binding service(String name) {
    return new Binding(ServerServiceDefinition.builder(name));
  }

  final class Binding {
    private final ServerServiceDefinition.Builder service;

    private Binding(ServerServiceDefinition.Builder service) {
      this.service = service;
    }

    <Q extends MessageLite> Binding unary(
        MethodDescriptor<Q, ?> generated, Q prototype, UnaryCall.Method<Q> method) {
      return add(generated, prototype, metrics -> UnaryCall.handler(method, metrics, wire));
    }

    <Q extends MessageLite> Binding stream(
        MethodDescriptor<Q, ?> generated,
        Q prototype,
        Function<RpcMetrics, ServerCallHandler<Q, Encoded>> handler) {
      return add(generated, prototype, handler);
    }

    private <Q extends MessageLite> Binding add(
        MethodDescriptor<Q, ?> generated,
        Q prototype,
        Function<RpcMetrics, ServerCallHandler<Q, Encoded>> handler) {
      MethodDescriptor<Q, Encoded> method =
          generated.toBuilder(marshalling.requests(prototype), marshalling.answers()).build();
      RpcMetrics metrics = new RpcMetrics(wire.metrics(), method, wire.config().extensiveMetrics());
      service.addMethod(method, handler.apply(metrics));
      return this;
    }

    ServerServiceDefinition build() {
      return service.build();
    }
  }
}
