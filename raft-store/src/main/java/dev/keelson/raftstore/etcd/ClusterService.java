package dev.keelson.raftstore.etcd;

import dev.keelson.mvcc.Outcome;
import dev.keelson.raftstore.etcd.pb.ClusterGrpc;
import dev.keelson.raftstore.etcd.pb.Member;
import dev.keelson.raftstore.etcd.pb.MemberListRequest;
import dev.keelson.raftstore.etcd.pb.MemberListResponse;
import io.grpc.ServerServiceDefinition;
import java.util.concurrent.CompletableFuture;

/**
 * etcdserverpb.Cluster: who is in it. Changing that is not served yet: gRPC answers Unimplemented.
 */
final class ClusterService {
  private final Wire wire;

  private ClusterService(Wire wire) {
    this.wire = wire;
  }

  static ServerServiceDefinition bind(Wire wire, Services services) {
    ClusterService it = new ClusterService(wire);
    return services
        .service(ClusterGrpc.SERVICE_NAME)
        .unary(ClusterGrpc.getMemberListMethod(), MemberListRequest.getDefaultInstance(), it::list)
        .build();
  }

  private void list(MemberListRequest request, UnaryCall<MemberListRequest> call) {
    if (!request.getLinearizable()) {
      call.answer(members());
      return;
    }
    CompletableFuture<Outcome<Void>> barrier = wire.node().readBarrier();
    barrier.whenComplete((passed, fault) -> call.answer(passed, fault, _ -> members()));
  }

  /** Rule 64: without a revision. */
  private Encoded members() {
    MemberListResponse.Builder answer =
        MemberListResponse.newBuilder().setHeader(wire.header(0).toMessage());
    for (var member : wire.node().membership().members()) {
      answer.addMembers(
          Member.newBuilder()
              .setID(member.id())
              .setName(member.name())
              .addAllPeerURLs(member.peerUrls())
              .addAllClientURLs(member.clientUrls())
              .setIsLearner(member.learner()));
    }
    return Encoded.of(answer.build());
  }
}
