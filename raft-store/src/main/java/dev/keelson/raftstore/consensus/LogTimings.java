package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.measure.Durations;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.metrics.Timekeeper;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.metrics.SegmentedRaftLogMetrics;

/**
 * What Ratis times of one member, as far as it is published. Ratis finds its registry of metrics by
 * itself, one for the whole process, so members are told apart by the name that Ratis gives them.
 */
final class LogTimings {
  private static final Map<String, LogTimings> MEMBERS = new ConcurrentHashMap<>();

  /**
   * What sends entries to followers names the timers of its heartbeats by their ids; entries have
   * timers of their own.
   */
  private static final String SENDER = "ratis_grpc";

  private static final String HEARTBEAT = "_latency_heartbeat";

  /** Of entries into the file of the log. */
  private static final String WRITE =
      SegmentedRaftLogMetrics.RAFT_LOG_TASK_EXECUTION_TIME.formatted("writelog");

  private final Durations syncs = Durations.doubling(0.001, 14);
  private final Durations writes = Durations.doubling(0.001, 14);
  private final Map<Long, Durations> roundTrips = new ConcurrentHashMap<>();
  private final Map<String, Timekeeper> heartbeats = new ConcurrentHashMap<>();

  /** {@code member}: as Ratis names it within its group. */
  static LogTimings of(String member) {
    return MEMBERS.computeIfAbsent(member, _ -> new LogTimings());
  }

  /** The member is closed. */
  static void forget(String member) {
    MEMBERS.remove(member);
  }

  Durations syncs() {
    return syncs;
  }

  Durations writes() {
    return writes;
  }

  Map<Long, Durations> roundTrips() {
    return roundTrips;
  }

  /**
   * The timer that a part of Ratis asks for by {@code name}; {@code otherwise} for what nobody
   * reads.
   */
  Timekeeper timer(String part, String name, Timekeeper otherwise) {
    if (part.equals(SENDER) && name.endsWith(HEARTBEAT)) {
      return heartbeats.computeIfAbsent(name, this::heartbeat);
    }
    if (name.equalsIgnoreCase(WRITE)) {
      return into(writes);
    }
    return name.equals(SegmentedRaftLogMetrics.RAFT_LOG_SYNC_TIME) ? into(syncs) : otherwise;
  }

  private Timekeeper heartbeat(String name) {
    String peer = name.substring(0, name.length() - HEARTBEAT.length());
    Durations durations = Durations.doubling(0.0001, 16);
    roundTrips.put(PeerIds.member(RaftPeerId.valueOf(peer)), durations);
    return into(durations);
  }

  private static Timekeeper into(Durations durations) {
    return () -> {
      long start = System.nanoTime();
      return () -> {
        long elapsed = System.nanoTime() - start;
        durations.observeNanos(elapsed);
        return elapsed;
      };
    };
  }
}
