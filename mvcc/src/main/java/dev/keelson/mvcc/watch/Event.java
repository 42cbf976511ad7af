package dev.keelson.mvcc.watch;

import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.Revision;
import java.util.Optional;

/**
 * One change of one key. {@code kv} is a tombstone for a deletion. {@code previous} is the pair
 * before where there was one and it is not compacted; it is always there for a live event, and
 * delivered only to watchers that asked.
 */
public record Event(Revision revision, KeyValue kv, Optional<KeyValue> previous) {
  public boolean isDelete() {
    return kv.isTombstone();
  }
}
