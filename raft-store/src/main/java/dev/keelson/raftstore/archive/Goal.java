package dev.keelson.raftstore.archive;

import java.time.Instant;

/** What moment of a store is wanted. */
public sealed interface Goal {
  /** All that there is. */
  record Newest() implements Goal {}

  /** The moment in which that revision was made. */
  record Revision(long revision) implements Goal {}

  /** The last moment not after that, by the clock of the member that archived. */
  record Time(Instant time) implements Goal {}
}
