package dev.keelson.raftstore;

import dev.keelson.raftstore.measure.Durations;
import java.util.Map;

/**
 * What one member times.
 *
 * @param syncs of the log to the disk, one for all entries that waited
 * @param commits of a batch of changes into the store, which is no sync: the log is the log
 * @param roundTrips by peer: from a heartbeat sent to its answer; only while this member leads
 */
public record StoreTimings(Durations syncs, Durations commits, Map<Long, Durations> roundTrips) {
  public StoreTimings {
    roundTrips = Map.copyOf(roundTrips);
  }
}
