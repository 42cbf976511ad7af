package dev.keelson.mvcc.read;

import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.ReadView;
import org.jspecify.annotations.Nullable;

/** The live pairs at one moment: head, an old revision, or head with a half-done entry on top. */
public interface Pairs {
  /** Null where the key does not exist: every put and get comes through here. */
  @Nullable KeyValue get(byte[] key);

  /** In key order; {@code range} may be empty. */
  ReadView.KeyCursor scan(KeyRange range);

  /** Against key order. */
  ReadView.KeyCursor scanBackwards(KeyRange range);

  long count(KeyRange range);
}
