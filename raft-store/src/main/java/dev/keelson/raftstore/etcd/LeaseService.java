package dev.keelson.raftstore.etcd;

import com.google.protobuf.UnsafeByteOperations;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KvStore;
import dev.keelson.raftstore.etcd.pb.LeaseGrantRequest;
import dev.keelson.raftstore.etcd.pb.LeaseGrantResponse;
import dev.keelson.raftstore.etcd.pb.LeaseGrpc;
import dev.keelson.raftstore.etcd.pb.LeaseKeepAliveRequest;
import dev.keelson.raftstore.etcd.pb.LeaseLeasesRequest;
import dev.keelson.raftstore.etcd.pb.LeaseLeasesResponse;
import dev.keelson.raftstore.etcd.pb.LeaseRevokeRequest;
import dev.keelson.raftstore.etcd.pb.LeaseRevokeResponse;
import dev.keelson.raftstore.etcd.pb.LeaseStatus;
import dev.keelson.raftstore.etcd.pb.LeaseTimeToLiveRequest;
import dev.keelson.raftstore.etcd.pb.LeaseTimeToLiveResponse;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** etcdserverpb.Lease. */
final class LeaseService {
  /** Unit: seconds; as etcd, about 285 years. */
  static final long MAX_TTL_SECONDS = 9_000_000_000L;

  private final Wire wire;
  private final RandomGenerator ids;
  private final long minTtlSeconds;

  private LeaseService(Wire wire, RandomGenerator ids) {
    this.wire = wire;
    this.ids = ids;
    this.minTtlSeconds = minTtlSeconds(wire.config().electionTimeout());
  }

  static ServerServiceDefinition bind(Wire wire, Services services, RandomGenerator ids) {
    LeaseService it = new LeaseService(wire, ids);
    return services
        .service(LeaseGrpc.SERVICE_NAME)
        .unary(LeaseGrpc.getLeaseGrantMethod(), LeaseGrantRequest.getDefaultInstance(), it::grant)
        .unary(
            LeaseGrpc.getLeaseRevokeMethod(), LeaseRevokeRequest.getDefaultInstance(), it::revoke)
        .stream(
            LeaseGrpc.getLeaseKeepAliveMethod(),
            LeaseKeepAliveRequest.getDefaultInstance(),
            metrics -> KeepAliveCall.handler(metrics, wire))
        .unary(
            LeaseGrpc.getLeaseTimeToLiveMethod(),
            LeaseTimeToLiveRequest.getDefaultInstance(),
            it::timeToLive)
        .unary(
            LeaseGrpc.getLeaseLeasesMethod(), LeaseLeasesRequest.getDefaultInstance(), it::leases)
        .build();
  }

  /**
   * A lease that ended before a new leader could be elected would help nobody: at least one and a
   * half election timeouts, in whole seconds.
   */
  static long minTtlSeconds(Duration electionTimeout) {
    long millis = electionTimeout.toMillis() * 3 / 2;
    return Math.max(1, (millis + 999) / 1000);
  }

  private void grant(LeaseGrantRequest request, UnaryCall<LeaseGrantRequest> call) {
    long id = request.getID() == 0 ? ids.nextLong(1, Long.MAX_VALUE) : request.getID();
    if (request.getTTL() > MAX_TTL_SECONDS) {
      call.fail(EtcdErrors.LEASE_TTL_TOO_LARGE);
      return;
    }
    Command.LeaseGrant grant =
        new Command.LeaseGrant(id, Math.max(minTtlSeconds, request.getTTL()));
    if (!wire.quota().admits(grant)) {
      call.fail(EtcdErrors.NO_SPACE);
      return;
    }
    call.answer(
        wire.kv().submit(grant),
        granted ->
            Encoded.of(
                LeaseGrantResponse.newBuilder()
                    .setHeader(wire.header(granted.revision()).toMessage())
                    .setID(granted.id())
                    .setTTL(granted.ttl())
                    .build()));
  }

  private void revoke(LeaseRevokeRequest request, UnaryCall<LeaseRevokeRequest> call) {
    call.answer(
        wire.kv().submit(new Command.LeaseRevoke(request.getID())),
        revision ->
            Encoded.of(
                LeaseRevokeResponse.newBuilder()
                    .setHeader(wire.header(revision).toMessage())
                    .build()));
  }

  private void timeToLive(LeaseTimeToLiveRequest request, UnaryCall<LeaseTimeToLiveRequest> call) {
    call.answer(
        wire.kv().timeToLive(request.getID(), request.getKeys()),
        status -> Encoded.of(toMessage(status)));
  }

  private LeaseTimeToLiveResponse toMessage(KvStore.LeaseStatus status) {
    LeaseTimeToLiveResponse.Builder answer =
        LeaseTimeToLiveResponse.newBuilder()
            .setHeader(wire.header().toMessage())
            .setID(status.id())
            .setTTL(status.ttl())
            .setGrantedTTL(status.grantedTtl());
    for (Bytes key : status.keys()) {
      answer.addKeys(UnsafeByteOperations.unsafeWrap(key.array()));
    }
    return answer.build();
  }

  private void leases(LeaseLeasesRequest request, UnaryCall<LeaseLeasesRequest> call) {
    call.answer(
        wire.kv().leases(),
        ids -> {
          LeaseLeasesResponse.Builder answer =
              LeaseLeasesResponse.newBuilder().setHeader(wire.header().toMessage());
          for (long id : ids) {
            answer.addLeases(LeaseStatus.newBuilder().setID(id));
          }
          return Encoded.of(answer.build());
        });
  }
}
