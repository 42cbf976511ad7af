package dev.keelson.raftstore;

import dev.keelson.mvcc.Alarm;
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
  public StoreStatus {
    alarms = List.copyOf(alarms);
  }

  public boolean hasLeader() {
    return leader != 0;
  }
}
