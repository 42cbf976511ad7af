package dev.keelson.jepsen.workload;

import dev.keelson.raftstore.etcd.pb.AlarmRequest;
import dev.keelson.raftstore.etcd.pb.ClusterGrpc;
import dev.keelson.raftstore.etcd.pb.CompactionRequest;
import dev.keelson.raftstore.etcd.pb.DefragmentRequest;
import dev.keelson.raftstore.etcd.pb.HashKVRequest;
import dev.keelson.raftstore.etcd.pb.HashKVResponse;
import dev.keelson.raftstore.etcd.pb.KVGrpc;
import dev.keelson.raftstore.etcd.pb.MaintenanceGrpc;
import dev.keelson.raftstore.etcd.pb.Member;
import dev.keelson.raftstore.etcd.pb.MemberAddRequest;
import dev.keelson.raftstore.etcd.pb.MemberListRequest;
import dev.keelson.raftstore.etcd.pb.MemberRemoveRequest;
import dev.keelson.raftstore.etcd.pb.RangeRequest;
import dev.keelson.raftstore.etcd.pb.StatusRequest;
import dev.keelson.raftstore.etcd.pb.StatusResponse;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * The operator: asks members how they are and looks after them, outside of any history. Members
 * count from 0. What a member refuses is told by a {@link StatusRuntimeException}.
 */
public final class Admin implements AutoCloseable {
  private static final long QUICK_MILLIS = 700;
  private static final long SLOW_MILLIS = 20_000;

  private final Connections connections;

  /**
   * @param addresses {@code host:port} of each member
   */
  public Admin(List<String> addresses) {
    this.connections = new Connections(addresses);
  }

  /** The member that leads as itself and others say; empty if there is none now. */
  public OptionalInt leader() {
    for (int i = 0; i < connections.members(); i++) {
      Optional<StatusResponse> status = status(i);
      if (status.isPresent()
          && status.get().getLeader() != 0
          && status.get().getLeader() == status.get().getHeader().getMemberId()) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** Empty if it does not answer in {@value #QUICK_MILLIS} ms. */
  public Optional<StatusResponse> status(int member) {
    try {
      return Optional.of(
          MaintenanceGrpc.newBlockingStub(connections.to(member))
              .withDeadlineAfter(QUICK_MILLIS, TimeUnit.MILLISECONDS)
              .status(StatusRequest.getDefaultInstance()));
    } catch (StatusRuntimeException _) {
      connections.hurry(member);
      return Optional.empty();
    }
  }

  /** Whether it answers a linearizable read now; the revision of the answer. */
  public Optional<Long> read(int member) {
    try {
      return Optional.of(
          KVGrpc.newBlockingStub(connections.to(member))
              .withDeadlineAfter(2 * QUICK_MILLIS, TimeUnit.MILLISECONDS)
              .range(RangeRequest.newBuilder().setKey(Wires.bytes("health")).build())
              .getHeader()
              .getRevision());
    } catch (StatusRuntimeException _) {
      connections.hurry(member);
      return Optional.empty();
    }
  }

  public void compact(int member, long revision) {
    var _ =
        KVGrpc.newBlockingStub(connections.to(member))
            .withDeadlineAfter(SLOW_MILLIS, TimeUnit.MILLISECONDS)
            .compact(CompactionRequest.newBuilder().setRevision(revision).build());
  }

  public void defragment(int member) {
    var _ =
        MaintenanceGrpc.newBlockingStub(connections.to(member))
            .withDeadlineAfter(SLOW_MILLIS, TimeUnit.MILLISECONDS)
            .defragment(DefragmentRequest.getDefaultInstance());
  }

  public HashKVResponse hash(int member, long revision) {
    return MaintenanceGrpc.newBlockingStub(connections.to(member))
        .withDeadlineAfter(SLOW_MILLIS, TimeUnit.MILLISECONDS)
        .hashKV(HashKVRequest.newBuilder().setRevision(revision).build());
  }

  /** Who belongs to the cluster, as {@code member} says. */
  public List<Member> list(int member) {
    return ClusterGrpc.newBlockingStub(connections.to(member))
        .withDeadlineAfter(SLOW_MILLIS, TimeUnit.MILLISECONDS)
        .memberList(MemberListRequest.newBuilder().setLinearizable(true).build())
        .getMembersList();
  }

  public Member add(int member, String peerUrl) {
    return ClusterGrpc.newBlockingStub(connections.to(member))
        .withDeadlineAfter(SLOW_MILLIS, TimeUnit.MILLISECONDS)
        .memberAdd(MemberAddRequest.newBuilder().addPeerURLs(peerUrl).build())
        .getMember();
  }

  public void remove(int member, long id) {
    var _ =
        ClusterGrpc.newBlockingStub(connections.to(member))
            .withDeadlineAfter(SLOW_MILLIS, TimeUnit.MILLISECONDS)
            .memberRemove(MemberRemoveRequest.newBuilder().setID(id).build());
  }

  /** Disarms every alarm. */
  public void disarm(int member) {
    var maintenance =
        MaintenanceGrpc.newBlockingStub(connections.to(member))
            .withDeadlineAfter(SLOW_MILLIS, TimeUnit.MILLISECONDS);
    maintenance
        .alarm(AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.GET).build())
        .getAlarmsList()
        .forEach(
            alarm -> {
              var _ =
                  maintenance.alarm(
                      AlarmRequest.newBuilder()
                          .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                          .setMemberID(alarm.getMemberID())
                          .setAlarm(alarm.getAlarm())
                          .build());
            });
  }

  @Override
  public void close() {
    connections.close();
  }
}
