package dev.keelson.raftstore;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.raftstore.consensus.ReplicatedLog;
import dev.keelson.raftstore.consensus.ReplicatedLog.Leadership;
import java.util.List;

/**
 * What {@code endpoint status} and the metrics want to know of one member, all local, no leader
 * needed (rule 56).
 *
 * @param logicalBytes bytes of stored revisions; drives quota and dbSize (rule 57)
 * @param logicalBytesInUse the same without what compaction has logically removed; never above
 * @param physicalBytes on disk
 * @param quotaBytes configured, 0 = off
 */
public record StoreStatus(
    long revision,
    long compactedRevision,
    long raftTerm,
    long leader,
    boolean leading,
    long raftIndex,
    long raftCommitted,
    long raftApplied,
    long logicalBytes,
    long logicalBytesInUse,
    long physicalBytes,
    long quotaBytes,
    List<Alarm> alarms) {
  static StoreStatus of(MvccStore store, ReplicatedLog log, long quotaBytes) {
    Leadership leadership = log.leadership();
    ReplicatedLog.Progress progress = log.progress();
    return new StoreStatus(
        store.revision(),
        store.compactedRevision(),
        leadership.term(),
        leadership.leader(),
        leadership.leading(),
        progress.lastIndex(),
        progress.committed(),
        progress.applied(),
        store.logicalBytes(),
        store.logicalBytesInUse(),
        store.physicalBytes(),
        quotaBytes,
        store.alarms());
  }

  public StoreStatus {
    alarms = List.copyOf(alarms);
  }

  public boolean hasLeader() {
    return leader != 0;
  }
}
