package dev.keelson.mvcc.copy;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.lease.LeaseRecord;
import java.util.List;
import java.util.Map;

/**
 * What a new store is to hold beside its records.
 *
 * @param position at which the store is to stand in its log
 * @param head newest revision, at least; the newest record may be newer
 * @param floor lowest readable revision; -1 = not compacted
 * @param compacted revision up to which compaction has removed what it may from the records; 0 =
 *     none; at most {@code floor}
 */
public record StoreContent(
    LogPosition position,
    long head,
    long floor,
    long compacted,
    List<LeaseRecord> leases,
    List<Alarm> alarms,
    Map<Bytes, Bytes> facts) {
  public StoreContent {
    leases = List.copyOf(leases);
    alarms = List.copyOf(alarms);
    facts = Map.copyOf(facts);
  }
}
