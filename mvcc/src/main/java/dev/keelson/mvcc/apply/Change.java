package dev.keelson.mvcc.apply;

import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.Revision;
import org.jspecify.annotations.Nullable;

/**
 * One record to be. {@code put} is absent for a tombstone; {@code before} is the pair that it
 * supersedes.
 */
record Change(Slot slot, Revision revision, @Nullable KeyValue put, @Nullable Live before) {
  boolean isDelete() {
    return put == null;
  }

  /** The pair put, or a tombstone: made when asked for, as one entry may delete a million keys. */
  KeyValue pair() {
    return put == null ? KeyValue.tombstone(slot.key(), revision.main()) : put;
  }

  /** What the key was after this change. */
  @Nullable Live after() {
    return put == null ? null : new Live(put, revision.sub());
  }
}
