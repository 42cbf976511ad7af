package dev.keelson.mvcc.apply;

import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.Revision;
import org.jspecify.annotations.Nullable;

/** One record to be: a put, or a tombstone. {@code before} is the pair that it supersedes. */
record Change(Slot slot, Revision revision, KeyValue pair, @Nullable Live before) {
  /** What the key was after this change. */
  @Nullable Live after() {
    return pair.isTombstone() ? null : new Live(pair, revision.sub());
  }
}
