package dev.keelson.raftstore.etcd;

import dev.keelson.raftstore.Membership;
import dev.keelson.raftstore.etcd.pb.ClusterGrpc;
import dev.keelson.raftstore.etcd.pb.Member;
import dev.keelson.raftstore.etcd.pb.MemberAddRequest;
import dev.keelson.raftstore.etcd.pb.MemberAddResponse;
import dev.keelson.raftstore.etcd.pb.MemberListRequest;
import dev.keelson.raftstore.etcd.pb.MemberListResponse;
import dev.keelson.raftstore.etcd.pb.MemberPromoteRequest;
import dev.keelson.raftstore.etcd.pb.MemberPromoteResponse;
import dev.keelson.raftstore.etcd.pb.MemberRemoveRequest;
import dev.keelson.raftstore.etcd.pb.MemberRemoveResponse;
import dev.keelson.raftstore.etcd.pb.MemberUpdateRequest;
import dev.keelson.raftstore.etcd.pb.MemberUpdateResponse;
import dev.keelson.raftstore.etcd.pb.ResponseHeader;
import dev.keelson.raftstore.member.MemberChange;
import dev.keelson.raftstore.member.MemberIds;
import dev.keelson.raftstore.member.PeerUrls;
import io.grpc.ServerServiceDefinition;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * etcdserverpb.Cluster: who is in it, and changes of that. No answer has a revision (rule 64). A
 * member that has not started has neither name nor client URLs.
 */
final class ClusterService {
  private final Wire wire;
  private final Clock clock;

  private ClusterService(Wire wire, Clock clock) {
    this.wire = wire;
    this.clock = clock;
  }

  static ServerServiceDefinition bind(Wire wire, Services services) {
    ClusterService it = new ClusterService(wire, Clock.systemUTC());
    return services
        .service(ClusterGrpc.SERVICE_NAME)
        .unary(ClusterGrpc.getMemberListMethod(), MemberListRequest.getDefaultInstance(), it::list)
        .unary(ClusterGrpc.getMemberAddMethod(), MemberAddRequest.getDefaultInstance(), it::add)
        .unary(
            ClusterGrpc.getMemberRemoveMethod(),
            MemberRemoveRequest.getDefaultInstance(),
            it::remove)
        .unary(
            ClusterGrpc.getMemberUpdateMethod(),
            MemberUpdateRequest.getDefaultInstance(),
            it::update)
        .unary(
            ClusterGrpc.getMemberPromoteMethod(),
            MemberPromoteRequest.getDefaultInstance(),
            it::promote)
        .build();
  }

  private void list(MemberListRequest request, UnaryCall<MemberListRequest> call) {
    if (!request.getLinearizable()) {
      call.answer(list());
      return;
    }
    wire.node()
        .readBarrier()
        .whenComplete((passed, fault) -> call.answer(passed, fault, _ -> list()));
  }

  private Encoded list() {
    return Encoded.of(
        MemberListResponse.newBuilder()
            .setHeader(header())
            .addAllMembers(all(wire.node().membership()))
            .build());
  }

  private void add(MemberAddRequest request, UnaryCall<MemberAddRequest> call) {
    Optional<List<String>> urls = PeerUrls.checked(request.getPeerURLsList());
    if (urls.isEmpty()) {
      call.fail(EtcdErrors.MEMBER_BAD_URLS);
      return;
    }
    var added =
        new dev.keelson.raftstore.member.Member(
            MemberIds.added(urls.get(), clock.instant()),
            "",
            urls.get(),
            List.of(),
            request.getIsLearner());
    change(
        call,
        new MemberChange.Add(added),
        members ->
            Encoded.of(
                MemberAddResponse.newBuilder()
                    .setHeader(header())
                    .setMember(message(added))
                    .addAllMembers(all(members))
                    .build()));
  }

  private void remove(MemberRemoveRequest request, UnaryCall<MemberRemoveRequest> call) {
    change(
        call,
        new MemberChange.Remove(request.getID()),
        members ->
            Encoded.of(
                MemberRemoveResponse.newBuilder()
                    .setHeader(header())
                    .addAllMembers(all(members))
                    .build()));
  }

  private void update(MemberUpdateRequest request, UnaryCall<MemberUpdateRequest> call) {
    // etcd takes any URLs here, and a member at a bad one is lost to the others; refused instead.
    Optional<List<String>> urls = PeerUrls.checked(request.getPeerURLsList());
    if (urls.isEmpty()) {
      call.fail(EtcdErrors.MEMBER_BAD_URLS);
      return;
    }
    change(
        call,
        new MemberChange.Update(request.getID(), urls.get()),
        members ->
            Encoded.of(
                MemberUpdateResponse.newBuilder()
                    .setHeader(header())
                    .addAllMembers(all(members))
                    .build()));
  }

  private void promote(MemberPromoteRequest request, UnaryCall<MemberPromoteRequest> call) {
    change(
        call,
        new MemberChange.Promote(request.getID()),
        members ->
            Encoded.of(
                MemberPromoteResponse.newBuilder()
                    .setHeader(header())
                    .addAllMembers(all(members))
                    .build()));
  }

  private void change(
      UnaryCall<?> call, MemberChange change, Function<Membership, Encoded> onSuccess) {
    call.answer(wire.node().change(change), onSuccess);
  }

  private ResponseHeader header() {
    return wire.header(0).toMessage();
  }

  private static List<Member> all(Membership membership) {
    return membership.members().stream().map(ClusterService::message).toList();
  }

  private static Member message(dev.keelson.raftstore.member.Member member) {
    return Member.newBuilder()
        .setID(member.id())
        .setName(member.name())
        .addAllPeerURLs(member.peerUrls())
        .addAllClientURLs(member.clientUrls())
        .setIsLearner(member.learner())
        .build();
  }
}
