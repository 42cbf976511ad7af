package dev.keelson.raftstore.etcd;

import static dev.keelson.raftstore.etcd.Served.assertRefused;
import static dev.keelson.raftstore.etcd.Served.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.raftstore.etcd.pb.AlarmRequest;
import dev.keelson.raftstore.etcd.pb.AlarmResponse;
import dev.keelson.raftstore.etcd.pb.AlarmType;
import dev.keelson.raftstore.etcd.pb.AuthGrpc;
import dev.keelson.raftstore.etcd.pb.AuthStatusRequest;
import dev.keelson.raftstore.etcd.pb.ClusterGrpc;
import dev.keelson.raftstore.etcd.pb.DefragmentRequest;
import dev.keelson.raftstore.etcd.pb.HashKVRequest;
import dev.keelson.raftstore.etcd.pb.HashRequest;
import dev.keelson.raftstore.etcd.pb.LeaseGrantRequest;
import dev.keelson.raftstore.etcd.pb.LeaseGrantResponse;
import dev.keelson.raftstore.etcd.pb.LeaseGrpc;
import dev.keelson.raftstore.etcd.pb.LeaseKeepAliveRequest;
import dev.keelson.raftstore.etcd.pb.LeaseKeepAliveResponse;
import dev.keelson.raftstore.etcd.pb.LeaseLeasesRequest;
import dev.keelson.raftstore.etcd.pb.LeaseRevokeRequest;
import dev.keelson.raftstore.etcd.pb.LeaseTimeToLiveRequest;
import dev.keelson.raftstore.etcd.pb.LeaseTimeToLiveResponse;
import dev.keelson.raftstore.etcd.pb.MemberListRequest;
import dev.keelson.raftstore.etcd.pb.MemberListResponse;
import dev.keelson.raftstore.etcd.pb.MoveLeaderRequest;
import dev.keelson.raftstore.etcd.pb.PutRequest;
import dev.keelson.raftstore.etcd.pb.StatusRequest;
import dev.keelson.raftstore.etcd.pb.StatusResponse;
import dev.keelson.raftstore.etcd.pb.health.HealthCheckRequest;
import dev.keelson.raftstore.etcd.pb.health.HealthCheckResponse.ServingStatus;
import dev.keelson.raftstore.etcd.pb.health.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseAndMaintenanceRpcTest {
  private Served served;

  @BeforeEach
  void start() throws IOException {
    served = Served.start();
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void aGrantChoosesAnIdAndRaisesTheTtlToItsMinimum() {
    LeaseGrantResponse granted = grant(0, -5);

    assertThat(granted.getID()).isPositive();
    assertThat(granted.getTTL()).isEqualTo(2);
    assertThat(granted.getHeader().getRevision()).isEqualTo(1);
    assertThat(grant(7, 100).getTTL()).isEqualTo(100);
    assertThat(LeaseService.minTtlSeconds(Duration.ofMillis(1000))).isEqualTo(2);
    assertThat(LeaseService.minTtlSeconds(Duration.ofMillis(2000))).isEqualTo(3);
    assertThat(LeaseService.minTtlSeconds(Duration.ofMillis(100))).isEqualTo(1);
  }

  @Test
  void aGrantIsRefusedTwiceAndForEver() {
    grant(7, 100);
    assertRefused(EtcdErrors.LEASE_EXIST, () -> grant(7, 100));
    assertRefused(EtcdErrors.LEASE_TTL_TOO_LARGE, () -> grant(8, 9_000_000_001L));
    assertThat(grant(9, 9_000_000_000L).getTTL()).isEqualTo(9_000_000_000L);
  }

  @Test
  void aRevokedLeaseTakesItsKeysAlong() {
    grant(7, 100);
    served.kv.put(PutRequest.newBuilder().setKey(bytes("a")).setLease(7).build());
    LeaseTimeToLiveResponse known = timeToLive(7);
    assertThat(known.getGrantedTTL()).isEqualTo(100);
    assertThat(known.getTTL()).isBetween(98L, 100L);
    assertThat(known.getKeysList()).containsExactly(bytes("a"));
    assertThat(
            served.lease.leaseLeases(LeaseLeasesRequest.getDefaultInstance()).getLeases(0).getID())
        .isEqualTo(7);

    var revoke = LeaseRevokeRequest.newBuilder().setID(7).build();
    assertThat(served.lease.leaseRevoke(revoke).getHeader().getRevision()).isEqualTo(3);
    assertRefused(EtcdErrors.LEASE_NOT_FOUND, () -> served.lease.leaseRevoke(revoke));
    LeaseTimeToLiveResponse unknown = timeToLive(7);
    assertThat(unknown.getTTL()).isEqualTo(-1);
    assertThat(unknown.getGrantedTTL()).isZero();
  }

  @Test
  void rule43_renewalsAreAnsweredInOrderAndAnUnknownLeaseHasNoTimeLeft()
      throws InterruptedException {
    grant(7, 100);
    BlockingQueue<LeaseKeepAliveResponse> answers = new LinkedBlockingQueue<>();
    StreamObserver<LeaseKeepAliveRequest> stream =
        LeaseGrpc.newStub(served.channel)
            .leaseKeepAlive(
                new StreamObserver<>() {
                  @Override
                  public void onNext(LeaseKeepAliveResponse answer) {
                    answers.add(answer);
                  }

                  @Override
                  public void onError(Throwable error) {}

                  @Override
                  public void onCompleted() {
                    answers.add(LeaseKeepAliveResponse.getDefaultInstance());
                  }
                });
    stream.onNext(LeaseKeepAliveRequest.newBuilder().setID(7).build());
    stream.onNext(LeaseKeepAliveRequest.newBuilder().setID(8).build());
    stream.onNext(LeaseKeepAliveRequest.newBuilder().setID(7).build());
    stream.onCompleted();

    LeaseKeepAliveResponse first = answers.poll(5, TimeUnit.SECONDS);
    assertThat(first.getID()).isEqualTo(7);
    assertThat(first.getTTL()).isEqualTo(100);
    assertThat(first.getHeader().getRevision()).isEqualTo(1);
    LeaseKeepAliveResponse unknown = answers.poll(5, TimeUnit.SECONDS);
    assertThat(unknown.getID()).isEqualTo(8);
    assertThat(unknown.getTTL()).isZero();
    assertThat(answers.poll(5, TimeUnit.SECONDS).getTTL()).isEqualTo(100);
    assertThat(answers.poll(5, TimeUnit.SECONDS).getID()).as("the end").isZero();
  }

  @Test
  void rule56_statusIsAnsweredWithoutALeaderAndSaysSo() {
    StatusRequest ask = StatusRequest.getDefaultInstance();
    StatusResponse status = served.maintenance.status(ask);
    assertThat(status.getVersion()).isEqualTo(EtcdVersion.SERVER);
    assertThat(status.getDbSize()).isPositive();
    assertThat(status.getDbSizeInUse()).isPositive().isLessThanOrEqualTo(status.getDbSize());
    assertThat(status.getLeader()).isEqualTo(LocalNode.MEMBER);
    assertThat(status.getRaftAppliedIndex()).isPositive();
    assertThat(status.getDbSizeQuota()).isEqualTo(2L << 30);
    assertThat(status.hasDowngradeInfo()).isTrue();
    assertThat(status.getErrorsList()).isEmpty();

    served.node.leader(false);

    assertThat(served.maintenance.status(ask).getErrorsList())
        .containsExactly("etcdserver: no leader");
  }

  @Test
  void alarmsAreRaisedListedAndTakenBack() {
    AlarmRequest.Builder corrupt =
        AlarmRequest.newBuilder().setMemberID(5).setAlarm(AlarmType.CORRUPT);
    AlarmResponse raised =
        served.maintenance.alarm(corrupt.setAction(AlarmRequest.AlarmAction.ACTIVATE).build());
    assertThat(raised.getAlarmsCount()).isEqualTo(1);
    assertRefused(EtcdErrors.CORRUPT, () -> served.put("a", "1"));
    assertThat(
            served.maintenance.alarm(AlarmRequest.getDefaultInstance()).getAlarms(0).getMemberID())
        .isEqualTo(5);
    assertThat(served.maintenance.status(StatusRequest.getDefaultInstance()).getErrorsList())
        .containsExactly("memberID:5 alarm:CORRUPT ");
    corrupt.setAction(AlarmRequest.AlarmAction.DEACTIVATE);
    assertThat(served.maintenance.alarm(corrupt.build()).getAlarmsCount()).isEqualTo(1);
    assertThat(served.maintenance.alarm(corrupt.build()).getAlarmsCount()).isZero();
    served.put("a", "1");
  }

  @Test
  void rule59_hashesAreOverRevisions() {
    served.put("a", "1");
    var first = served.maintenance.hashKV(HashKVRequest.getDefaultInstance());
    served.put("a", "2");
    var second = served.maintenance.hashKV(HashKVRequest.getDefaultInstance());
    var again = served.maintenance.hashKV(HashKVRequest.newBuilder().setRevision(2).build());
    assertThat(first.getHash()).isNotEqualTo(second.getHash()).isEqualTo(again.getHash());
    assertThat(second.getHashRevision()).isEqualTo(3);
    assertThat(second.getCompactRevision()).isEqualTo(-1);
    assertThat(served.maintenance.hash(HashRequest.getDefaultInstance()).getHash())
        .isEqualTo(second.getHash());
    assertRefused(
        EtcdErrors.FUTURE_REV,
        () -> served.maintenance.hashKV(HashKVRequest.newBuilder().setRevision(9).build()));
  }

  @Test
  void defragmentAndMoveLeaderAnswerWithoutAHeader() {
    assertThat(served.maintenance.defragment(DefragmentRequest.getDefaultInstance()).hasHeader())
        .isFalse();
    assertThat(served.node.defragmentations).isEqualTo(1);
    assertRefused(
        EtcdErrors.BAD_LEADER_TRANSFEREE,
        () -> served.maintenance.moveLeader(MoveLeaderRequest.newBuilder().setTargetID(1).build()));
    served.node.leader(false);
    assertRefused(
        EtcdErrors.NOT_LEADER,
        () -> served.maintenance.moveLeader(MoveLeaderRequest.newBuilder().setTargetID(1).build()));
  }

  @Test
  void rule64_membersAreListedWithoutARevision() {
    var cluster = ClusterGrpc.newBlockingStub(served.channel);
    MemberListResponse list =
        cluster.memberList(MemberListRequest.newBuilder().setLinearizable(true).build());
    assertThat(list.getHeader().getRevision()).isZero();
    assertThat(list.getMembers(0).getID()).isEqualTo(LocalNode.MEMBER);
    assertThat(list.getMembers(0).getClientURLsList()).containsExactly("http://localhost:2379");
    served.node.leader(false);
    assertThat(cluster.memberList(MemberListRequest.getDefaultInstance()).getMembersCount())
        .isEqualTo(1);
    assertRefused(
        EtcdErrors.NO_LEADER,
        () -> cluster.memberList(MemberListRequest.newBuilder().setLinearizable(true).build()));
  }

  @Test
  void healthServesAndAuthIsOff() {
    var health = HealthGrpc.newBlockingStub(served.channel);
    assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
        .isEqualTo(ServingStatus.SERVING);
    assertThat(health.watch(HealthCheckRequest.getDefaultInstance()).next().getStatus())
        .isEqualTo(ServingStatus.SERVING);
    assertThatThrownBy(() -> health.check(HealthCheckRequest.newBuilder().setService("x").build()))
        .hasMessage("NOT_FOUND: unknown service");
    var auth = AuthGrpc.newBlockingStub(served.channel);
    assertThat(auth.authStatus(AuthStatusRequest.getDefaultInstance()).getEnabled()).isFalse();
  }

  private LeaseGrantResponse grant(long id, long ttl) {
    return served.lease.leaseGrant(LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl).build());
  }

  private LeaseTimeToLiveResponse timeToLive(long id) {
    return served.lease.leaseTimeToLive(
        LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(true).build());
  }
}
