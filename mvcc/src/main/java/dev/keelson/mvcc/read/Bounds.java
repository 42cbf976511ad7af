package dev.keelson.mvcc.read;

import dev.keelson.mvcc.KeyRange;
import org.jspecify.annotations.Nullable;

/** A key range in the engine's spelling: from inclusive, to exclusive, null = no bound. */
public record Bounds(byte[] from, byte @Nullable [] to) {
  public static Bounds of(KeyRange range) {
    return new Bounds(
        range.start().array(), range.isOpenEnded() ? null : range.firstAfter().array());
  }
}
