package dev.keelson.raftstore;

import dev.keelson.raftstore.consensus.ReplicatedLog.Timings;
import dev.keelson.raftstore.consensus.ReplicatedLog.Traffic;
import dev.keelson.raftstore.measure.Durations;
import java.util.Map;

/**
 * What one member times, and what it writes and sends.
 *
 * @param log see {@link Timings}
 * @param applies of an entry with all its commands: deciding, writing and telling
 * @param commits of a batch of changes into the store, which is no sync: the log is the log
 * @param traffic see {@link Traffic}
 */
public record StoreTimings(Timings log, Durations applies, Durations commits, Traffic traffic) {
  /** Of a member that times nothing. */
  public static StoreTimings none() {
    return new StoreTimings(
        Timings.none(), new Durations(1), new Durations(1), new Traffic(0, Map.of()));
  }
}
