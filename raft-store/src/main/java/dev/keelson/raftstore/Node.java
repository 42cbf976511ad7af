package dev.keelson.raftstore;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.copy.StoreExport;
import dev.keelson.raftstore.archive.ArchiveStatus;
import dev.keelson.raftstore.member.MemberChange;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What the wire needs of a member beyond {@link KvStore}. {@link RaftStore} is the real one; a
 * store in memory is the other, for tests of everything above.
 */
public interface Node {
  KvStore kv();

  /** Cheap: called for every response header. */
  long clusterId();

  long memberId();

  long raftTerm();

  Membership membership();

  /** Whether this member has no vote; such a one serves little. Cheap: asked for every call. */
  default boolean isLearner() {
    return false;
  }

  /**
   * Changes the members, if the rules allow it (rule 65); answers the members after it. What an
   * addition starts ends when the new member runs.
   */
  CompletableFuture<Outcome<Membership>> change(MemberChange change);

  StoreStatus status();

  /** O(watches). */
  StoreCounters counters();

  StoreTimings timings();

  /** How its archive stands; empty where it has none. */
  default Optional<ArchiveStatus> archive() {
    return Optional.empty();
  }

  /** Active alarms as applied here, ascending. */
  List<Alarm> alarms();

  /** Compacts files; returns at once, work goes on in the background (rule 61). */
  void defragment();

  /** Refused with NOT_LEADER or BAD_LEADER_TRANSFEREE. */
  CompletableFuture<Outcome<Void>> moveLeader(long target);

  /**
   * Completes when a read barrier passed: what /readyz and the linearizable member list wait for.
   */
  CompletableFuture<Outcome<Void>> readBarrier();

  /**
   * All of the state as applied here, to be copied elsewhere; close it. Completes at once, but
   * while a leader's snapshot is being installed. Fails with IllegalStateException after closing.
   */
  CompletableFuture<StoreExport> export();

  /**
   * {@code listener} runs after every change of leadership, on a thread that must not be blocked.
   */
  void onLeadershipChange(Runnable listener);
}
