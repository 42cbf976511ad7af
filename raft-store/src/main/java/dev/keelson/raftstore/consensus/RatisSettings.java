package dev.keelson.raftstore.consensus;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/**
 * Every setting of Ratis 3.3 that is not left at its default, and why. There is none for {@link
 * LogConfig#heartbeat}: Ratis sends heartbeats when half of the shortest election timeout has
 * passed.
 */
final class RatisSettings {
  /** An entry with Ratis' own header round it. */
  private static final int ENTRY_LIMIT = ReplicatedLog.MAX_ENTRY_BYTES + (4 << 10);

  private static final long SEGMENT_MAX = 64 << 20;
  private static final int SNAPSHOT_CHUNK = 1 << 20;
  private static final TimeDuration NEVER = TimeDuration.valueOf(365, TimeUnit.DAYS);

  private RatisSettings() {}

  /** {@code alone}: this member is the only voter now. */
  static RaftProperties of(LogConfig config, boolean alone) {
    RaftProperties p = new RaftProperties();
    RaftServerConfigKeys.setStorageDir(p, List.of(config.directory().toFile()));
    RaftServerConfigKeys.setRemovedGroupsDir(p, config.directory().resolve("removed").toFile());
    timing(p, config, alone);
    log(p, config);
    grown(p, !alone);
    snapshots(p);
    transport(p, config);
    return p;
  }

  private static void timing(RaftProperties p, LogConfig config, boolean alone) {
    long election = config.electionTimeout().toMillis();
    RaftServerConfigKeys.Rpc.setTimeoutMin(p, millis(election));
    RaftServerConfigKeys.Rpc.setTimeoutMax(p, millis(2 * election));
    // Until a leader is heard for the first time nothing is promised to one (LeaseGrace), so the
    // wait may be short; it
    // decides how fast a cluster starts. It also bounds the wait for votes, over connections that
    // are still to be made.
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(p, millis(alone ? 50 : 150));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(p, millis(alone ? 100 : 500));
    RaftServerConfigKeys.Rpc.setRequestTimeout(p, millis(3 * election));
    RaftServerConfigKeys.Rpc.setSlownessTimeout(p, millis(60_000));
    // How long a member that stepped down keeps out of elections, and the pause of the JVM after
    // which a leader steps
    // down. The default of 10 s would leave a cluster without a leader for as long.
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(p, millis(election));
    // A member that was stopped for long goes on afterwards; Ratis would shut it down after a
    // minute. A single member
    // has nobody to step down for. Leases and elections go by monotonic time and need no help from
    // this.
    RaftServerConfigKeys.setCloseThreshold(p, NEVER);
    if (alone) {
      RaftServerConfigKeys.setSleepDeviationThreshold(p, NEVER);
    }
    // Must outlive every retry of a proposal, and costs memory for every entry while it lives.
    RaftServerConfigKeys.RetryCache.setExpiryTime(
        p, millis(config.requestTimeout().toMillis() + 2 * election));
  }

  /**
   * An entry of the log's own after every commit. It tells followers what is committed, who would
   * otherwise hear it with the next entry or heartbeat, half a second later; a single member would
   * only pay a second sync for every write. Ratis looks when a member begins to lead.
   */
  static void grown(RaftProperties p, boolean others) {
    RaftServerConfigKeys.Log.setLogMetadataEnabled(p, others);
  }

  private static void log(RaftProperties p, LogConfig config) {
    // A bigger entry makes a leader step down, so propose() refuses it first.
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(p, SizeInBytes.valueOf(ENTRY_LIMIT));
    // Ratis wants 8 more than an entry; direct memory, taken once for each member.
    RaftServerConfigKeys.Log.setWriteBufferSize(p, SizeInBytes.valueOf(ENTRY_LIMIT + (4 << 10)));
    // A checkpoint frees whole segments only, so a segment is no longer than what lies between two
    // checkpoints.
    // All entries of the open segment are on the heap, which in a small container is small.
    long heap = Math.clamp(Runtime.getRuntime().maxMemory() / 16, SEGMENT_MAX / 4, SEGMENT_MAX);
    long segment = Math.clamp(config.snapshotBytes(), 16 << 10, heap);
    RaftServerConfigKeys.Log.setSegmentSizeMax(p, SizeInBytes.valueOf(segment));
    // Zeros written before the next sync: 64 MB stall for 200 ms, 1 MB for none (measured).
    RaftServerConfigKeys.Log.setPreallocatedSize(
        p, SizeInBytes.valueOf(Math.min(1 << 20, segment)));
    // The default keeps 200 MB of entries on the heap, which the collector then copies.
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(p, 2);
    RaftServerConfigKeys.Log.setSegmentCacheSizeMax(p, SizeInBytes.valueOf(16 << 20));
    // Group commit ends when the queue is empty; the default forces every 128 entries on top.
    RaftServerConfigKeys.Log.setForceSyncNum(p, 8192);
    RaftServerConfigKeys.Log.setAsyncFlushEnabled(p, false);
    RaftServerConfigKeys.Log.setUnsafeFlushEnabled(p, false);
    // What is dropped, and the tail that is kept, CheckpointKeeper decides by bytes and entries;
    // Ratis only counts entries.
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(p, true);
    RaftServerConfigKeys.Log.setPurgePreservationLogNum(p, 0);
    RaftServerConfigKeys.Log.setPurgeGap(p, 1);
    // Between two appends to one follower: 1 ms is the greatest part of a lone client's latency
    // with three members.
    RaftServerConfigKeys.Log.Appender.setWaitTimeMin(
        p, TimeDuration.valueOf(200, TimeUnit.MICROSECONDS));
    // To a follower that does not answer. The default ends at 5 s, which a member that comes back
    // would wait.
    RaftServerConfigKeys.Log.Appender.setRetryPolicy(p, "10ms,10, 100ms,20, 250ms,1000");
    // Past these a proposal is refused with OVERLOADED. The proposer batches, so this is far away.
    RaftServerConfigKeys.Write.setElementLimit(p, 4096);
    RaftServerConfigKeys.Write.setByteLimit(p, SizeInBytes.valueOf(64 << 20));
  }

  private static void snapshots(RaftProperties p) {
    // CheckpointKeeper takes them, off the apply thread.
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(p, false);
    RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(p, false);
    RaftServerConfigKeys.Snapshot.setTriggerWhenRemoveEnabled(p, false);
    // Eight chunks are under way at once.
    RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(
        p, SizeInBytes.valueOf(SNAPSHOT_CHUNK));
    RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(p, true);
  }

  private static void transport(RaftProperties p, LogConfig config) {
    GrpcConfigKeys.Server.setHost(p, config.bind().getHostString());
    GrpcConfigKeys.Server.setPort(p, config.bind().getPort());
    GrpcConfigKeys.setMessageSizeMax(p, SizeInBytes.valueOf(ENTRY_LIMIT + (1 << 20)));
    // One request of a forwarded proposal waits as long as the proposal does; the submitter gives
    // up by itself.
    RaftClientConfigKeys.Rpc.setRequestTimeout(p, time(config.requestTimeout()));
  }

  private static TimeDuration time(Duration d) {
    return millis(Math.max(1, d.toMillis()));
  }

  private static TimeDuration millis(long ms) {
    return TimeDuration.valueOf(ms, TimeUnit.MILLISECONDS);
  }
}
