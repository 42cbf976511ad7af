package dev.keelson.mvcc.apply;

import dev.keelson.mvcc.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One key that an entry has read or changed: what it was when the entry began, and what it is now.
 */
final class Slot {
  private final Bytes key;
  private final @Nullable Live base;
  private @Nullable Live now;

  Slot(Bytes key, @Nullable Live base) {
    this.key = key;
    this.base = base;
    this.now = base;
  }

  Bytes key() {
    return key;
  }

  @Nullable Live base() {
    return base;
  }

  @Nullable Live now() {
    return now;
  }

  void set(@Nullable Live live) {
    now = live;
  }

  boolean isChanged() {
    return now != base;
  }

  /** How many keys more there are because of this one: -1, 0 or 1. */
  int growth() {
    return (now == null ? 0 : 1) - (base == null ? 0 : 1);
  }

  static long leaseOf(@Nullable Live live) {
    return live == null ? 0 : live.pair().lease();
  }
}
