package dev.keelson.raftstore.etcd;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.LocalKvStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.Refusal;
import dev.keelson.mvcc.copy.StoreExport;
import dev.keelson.raftstore.Membership;
import dev.keelson.raftstore.Node;
import dev.keelson.raftstore.StoreCounters;
import dev.keelson.raftstore.StoreStatus;
import dev.keelson.raftstore.StoreTimings;
import dev.keelson.raftstore.member.Member;
import dev.keelson.raftstore.member.MemberChange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** One member in memory, whose leader a test may take away and whose quota it may set. */
final class LocalNode implements Node, AutoCloseable {
  static final long CLUSTER = 0xcdf8_1818_2a2b_2c2dL;
  static final long MEMBER = 0x8e9e_05c5_2164_694dL;

  private final LocalKvStore kv;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean hasLeader = true;
  private volatile long quota;
  volatile int defragmentations;

  LocalNode(LocalKvStore kv, long quota) {
    this.kv = kv;
    this.quota = quota;
  }

  static LocalNode inMemory() {
    return new LocalNode(LocalKvStore.inMemory(), 2L << 30);
  }

  void leader(boolean there) {
    hasLeader = there;
    listeners.forEach(Runnable::run);
  }

  void quota(long bytes) {
    quota = bytes;
  }

  @Override
  public LocalKvStore kv() {
    return kv;
  }

  @Override
  public long clusterId() {
    return CLUSTER;
  }

  @Override
  public long memberId() {
    return MEMBER;
  }

  @Override
  public long raftTerm() {
    return 2;
  }

  @Override
  public Membership membership() {
    Member self =
        new Member(
            MEMBER,
            "default",
            List.of("http://localhost:2380"),
            List.of("http://localhost:2379"),
            false);
    return new Membership(CLUSTER, MEMBER, List.of(self));
  }

  /** Refused: it is a cluster of its own and stays one. */
  @Override
  public CompletableFuture<Outcome<Membership>> change(MemberChange change) {
    return CompletableFuture.completedFuture(Outcome.refused(Refusal.Plain.NOT_ENOUGH_STARTED));
  }

  @Override
  public StoreStatus status() {
    long index = kv.store().applied().index() + 4;
    return new StoreStatus(
        kv.revision(),
        kv.store().compactedRevision(),
        2,
        hasLeader ? MEMBER : 0,
        hasLeader,
        index,
        index,
        index,
        kv.store().logicalBytes(),
        kv.store().logicalBytesInUse(),
        kv.store().logicalBytes(),
        quota,
        alarms());
  }

  /** Counts nothing but what the store knows of itself. */
  @Override
  public StoreCounters counters() {
    try (ReadView view = kv.store().view()) {
      return new StoreCounters(view.count(KeyRange.ALL), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
  }

  @Override
  public StoreTimings timings() {
    return StoreTimings.none();
  }

  @Override
  public List<Alarm> alarms() {
    return kv.store().alarms();
  }

  @Override
  public void defragment() {
    defragmentations++;
  }

  @Override
  public CompletableFuture<Outcome<Void>> moveLeader(long target) {
    return CompletableFuture.completedFuture(
        target == MEMBER
            ? new Outcome.Ok<>(null)
            : Outcome.refused(Refusal.Plain.BAD_LEADER_TRANSFEREE));
  }

  @Override
  public CompletableFuture<Outcome<Void>> readBarrier() {
    return CompletableFuture.completedFuture(
        hasLeader ? new Outcome.Ok<>(null) : Outcome.refused(Refusal.Plain.NO_LEADER));
  }

  @Override
  public CompletableFuture<StoreExport> export() {
    return CompletableFuture.completedFuture(kv.store().export());
  }

  @Override
  public void onLeadershipChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    kv.close();
  }
}
