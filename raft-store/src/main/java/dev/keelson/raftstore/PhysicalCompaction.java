package dev.keelson.raftstore;

import java.util.concurrent.CompletableFuture;

/** Who removes compacted history from a member, and when. */
public interface PhysicalCompaction {
  /** There may be something to do. Never blocks. */
  void wake();

  /** Completes when nothing below {@code revision} is left on this member. */
  CompletableFuture<Void> whenReached(long revision);
}
