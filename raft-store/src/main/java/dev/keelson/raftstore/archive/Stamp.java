package dev.keelson.raftstore.archive;

import dev.keelson.mvcc.LogPosition;
import java.time.Instant;

/**
 * Where a store stood: after which entry, at which revision, when.
 *
 * @param millis since 1970, by the clock of the member that archived; never less than that of the
 *     entry before
 */
public record Stamp(LogPosition position, long revision, long millis) {
  public Instant time() {
    return Instant.ofEpochMilli(millis);
  }

  public long index() {
    return position.index();
  }
}
