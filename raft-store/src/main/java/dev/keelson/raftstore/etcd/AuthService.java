package dev.keelson.raftstore.etcd;

import dev.keelson.raftstore.etcd.pb.AuthGrpc;
import dev.keelson.raftstore.etcd.pb.AuthStatusRequest;
import dev.keelson.raftstore.etcd.pb.AuthStatusResponse;
import io.grpc.ServerServiceDefinition;

/**
 * etcdserverpb.Auth: there are no users yet, and that much can be told. The rest is answered
 * Unimplemented by gRPC.
 */
final class AuthService {
  /** Of an auth store that nobody has changed. */
  private static final long FIRST_REVISION = 1;

  private AuthService() {}

  static ServerServiceDefinition bind(Wire wire, Services services) {
    return services
        .service(AuthGrpc.SERVICE_NAME)
        .unary(
            AuthGrpc.getAuthStatusMethod(),
            AuthStatusRequest.getDefaultInstance(),
            (_, call) ->
                call.answer(
                    Encoded.of(
                        AuthStatusResponse.newBuilder()
                            .setHeader(wire.header().toMessage())
                            .setEnabled(false)
                            .setAuthRevision(FIRST_REVISION)
                            .build())))
        .build();
  }
}
