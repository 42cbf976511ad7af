package dev.keelson.raftstore.etcd;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KvStore.Consistency;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.Refusal;
import dev.keelson.raftstore.StoreStatus;
import dev.keelson.raftstore.etcd.pb.AlarmMember;
import dev.keelson.raftstore.etcd.pb.AlarmRequest;
import dev.keelson.raftstore.etcd.pb.AlarmResponse;
import dev.keelson.raftstore.etcd.pb.AlarmType;
import dev.keelson.raftstore.etcd.pb.DefragmentRequest;
import dev.keelson.raftstore.etcd.pb.DefragmentResponse;
import dev.keelson.raftstore.etcd.pb.DowngradeInfo;
import dev.keelson.raftstore.etcd.pb.HashKVRequest;
import dev.keelson.raftstore.etcd.pb.HashKVResponse;
import dev.keelson.raftstore.etcd.pb.HashRequest;
import dev.keelson.raftstore.etcd.pb.HashResponse;
import dev.keelson.raftstore.etcd.pb.MaintenanceGrpc;
import dev.keelson.raftstore.etcd.pb.MoveLeaderRequest;
import dev.keelson.raftstore.etcd.pb.MoveLeaderResponse;
import dev.keelson.raftstore.etcd.pb.SnapshotRequest;
import dev.keelson.raftstore.etcd.pb.StatusRequest;
import dev.keelson.raftstore.etcd.pb.StatusResponse;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** etcdserverpb.Maintenance; Downgrade is not served yet: gRPC answers Unimplemented. */
final class MaintenanceService {
  /** What an etcd without a quota of its own tells. */
  private static final long DEFAULT_QUOTA_BYTES = 2L << 30;

  private final Wire wire;

  private MaintenanceService(Wire wire) {
    this.wire = wire;
  }

  static ServerServiceDefinition bind(Wire wire, Services services) {
    MaintenanceService it = new MaintenanceService(wire);
    Semaphore snapshots = new Semaphore(SnapshotCall.MOST);
    return services
        .service(MaintenanceGrpc.SERVICE_NAME)
        .unary(MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance(), it::status)
        .unary(MaintenanceGrpc.getAlarmMethod(), AlarmRequest.getDefaultInstance(), it::alarm)
        .unary(
            MaintenanceGrpc.getDefragmentMethod(),
            DefragmentRequest.getDefaultInstance(),
            it::defragment)
        .unary(MaintenanceGrpc.getHashMethod(), HashRequest.getDefaultInstance(), it::hash)
        .unary(MaintenanceGrpc.getHashKVMethod(), HashKVRequest.getDefaultInstance(), it::hashKv)
        .unary(
            MaintenanceGrpc.getMoveLeaderMethod(),
            MoveLeaderRequest.getDefaultInstance(),
            it::moveLeader)
        .stream(
            MaintenanceGrpc.getSnapshotMethod(),
            SnapshotRequest.getDefaultInstance(),
            metrics -> SnapshotCall.handler(metrics, wire, snapshots))
        .build();
  }

  /** Rule 56: all local, so it is answered without a leader too. */
  private void status(StatusRequest request, UnaryCall<StatusRequest> call) {
    StoreStatus now = wire.node().status();
    StatusResponse.Builder answer =
        StatusResponse.newBuilder()
            .setHeader(wire.header().toMessage())
            .setVersion(EtcdVersion.SERVER)
            // Never 0, which clients take for "not known".
            .setDbSize(Math.max(1, now.logicalBytes()))
            .setDbSizeInUse(Math.max(1, now.logicalBytesInUse()))
            .setLeader(now.leader())
            .setRaftIndex(now.raftCommitted())
            .setRaftTerm(now.raftTerm())
            .setRaftAppliedIndex(now.raftApplied())
            .setIsLearner(isLearner())
            .setStorageVersion(EtcdVersion.STORAGE)
            .setDbSizeQuota(now.quotaBytes() == 0 ? DEFAULT_QUOTA_BYTES : now.quotaBytes())
            .setDowngradeInfo(DowngradeInfo.getDefaultInstance());
    if (!now.hasLeader()) {
      answer.addErrors(EtcdErrors.NO_LEADER.message());
    }
    for (Alarm alarm : now.alarms()) {
      answer.addErrors(text(alarm));
    }
    call.answer(Encoded.of(answer.build()));
  }

  private boolean isLearner() {
    long self = wire.node().memberId();
    return wire.node().membership().members().stream().anyMatch(m -> m.id() == self && m.learner());
  }

  /**
   * As Go prints an AlarmMember, space at the end included: {@code endpoint status} shows it to
   * people.
   */
  private static String text(Alarm alarm) {
    return "memberID:" + Long.toUnsignedString(alarm.member()) + " alarm:" + alarm.kind() + " ";
  }

  private void alarm(AlarmRequest request, UnaryCall<AlarmRequest> call) {
    switch (request.getAction()) {
      case GET ->
          wire.node()
              .readBarrier()
              .whenComplete(
                  (passed, fault) -> call.answer(passed, fault, _ -> alarms(active(request))));
      case ACTIVATE -> setAlarm(true, request, call);
      case DEACTIVATE -> setAlarm(false, request, call);
      case UNRECOGNIZED -> call.answer(alarms(List.of()));
    }
  }

  private List<Alarm> active(AlarmRequest request) {
    return wire.node().alarms().stream()
        .filter(
            a ->
                request.getAlarm() == AlarmType.NONE
                    || a.kind().number() == request.getAlarmValue())
        .toList();
  }

  private void setAlarm(boolean active, AlarmRequest request, UnaryCall<AlarmRequest> call) {
    if (request.getAlarm() == AlarmType.NONE || request.getAlarm() == AlarmType.UNRECOGNIZED) {
      call.answer(alarms(List.of()));
      return;
    }
    Alarm alarm = new Alarm(request.getMemberID(), Alarm.Kind.of(request.getAlarmValue()));
    call.answer(wire.kv().submit(new Command.SetAlarm(active, alarm)), this::alarms);
  }

  private Encoded alarms(List<Alarm> alarms) {
    AlarmResponse.Builder answer = AlarmResponse.newBuilder().setHeader(wire.header().toMessage());
    for (Alarm alarm : alarms) {
      answer.addAlarms(
          AlarmMember.newBuilder()
              .setMemberID(alarm.member())
              .setAlarmValue(alarm.kind().number()));
    }
    return Encoded.of(answer.build());
  }

  /** Rule 61: at once, and without a header. */
  private void defragment(DefragmentRequest request, UnaryCall<DefragmentRequest> call) {
    wire.node().defragment();
    call.answer(Encoded.of(DefragmentResponse.getDefaultInstance()));
  }

  private void hash(HashRequest request, UnaryCall<HashRequest> call) {
    hashed(
        call,
        0,
        hash ->
            Encoded.of(
                HashResponse.newBuilder()
                    .setHeader(wire.header(hash.revision()).toMessage())
                    .setHash(hash.hash())
                    .build()));
  }

  private void hashKv(HashKVRequest request, UnaryCall<HashKVRequest> call) {
    hashed(
        call,
        request.getRevision(),
        hash ->
            Encoded.of(
                HashKVResponse.newBuilder()
                    .setHeader(wire.header(hash.revision()).toMessage())
                    .setHash(hash.hash())
                    .setCompactRevision(hash.compactRevision())
                    .setHashRevision(hash.hashRevision())
                    .build()));
  }

  /** Reads all history, so only on the pool for scans; of this member, so without a barrier. */
  private void hashed(UnaryCall<?> call, long revision, Function<ReadView.HashKv, Encoded> answer) {
    CompletableFuture<Outcome<ReadView.HashKv>> hashed =
        wire.kv()
            .view(Consistency.SERIALIZABLE)
            .thenCompose(
                opened ->
                    switch (opened) {
                      case Outcome.Ok<ReadView>(var view) -> hashLater(view, revision);
                      case Outcome.Refused<ReadView>(var why) ->
                          CompletableFuture.completedFuture(Outcome.<ReadView.HashKv>refused(why));
                    });
    call.answer(hashed, answer);
  }

  private CompletableFuture<Outcome<ReadView.HashKv>> hashLater(ReadView view, long revision) {
    try {
      return CompletableFuture.supplyAsync(
          () -> {
            try (view) {
              return view.hashKv(revision);
            }
          },
          wire.scans());
    } catch (RejectedExecutionException e) {
      view.close();
      return CompletableFuture.completedFuture(Outcome.refused(Refusal.Plain.TOO_MANY_REQUESTS));
    }
  }

  private void moveLeader(MoveLeaderRequest request, UnaryCall<MoveLeaderRequest> call) {
    if (!wire.node().status().leading()) {
      call.fail(EtcdErrors.NOT_LEADER);
      return;
    }
    call.answer(
        wire.node().moveLeader(request.getTargetID()),
        _ -> Encoded.of(MoveLeaderResponse.getDefaultInstance()));
  }
}
