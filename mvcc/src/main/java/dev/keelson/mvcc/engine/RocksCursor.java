package dev.keelson.mvcc.engine;

import dev.keelson.mvcc.Invariant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * One native iterator, made at the first move, when the direction is known: going up it needs no
 * lower bound. The bounds live as long as the iterator. RocksDB reads ahead by itself once it sees
 * that a scan goes on.
 */
final class RocksCursor implements Engine.Cursor {
  /** Of a sweep; unit: bytes. */
  private static final long READ_AHEAD = 1 << 20;

  private final RocksEngine engine;
  private final RocksSnapshot snapshot;
  private final Table table;
  private final byte[] from;
  private final byte @Nullable [] to;
  private final boolean once;

  private @Nullable Native open;
  private boolean closed;

  /** What is to be given back. */
  private record Native(
      RocksIterator iterator, ReadOptions options, @Nullable Slice lower, @Nullable Slice upper) {
    void close() {
      iterator.close();
      options.close();
      if (lower != null) {
        lower.close();
      }
      if (upper != null) {
        upper.close();
      }
    }
  }

  RocksCursor(
      RocksEngine engine, RocksSnapshot snapshot, Table table, byte[] from, byte @Nullable [] to) {
    this(engine, snapshot, table, from, to, false);
  }

  /** {@code once}: what is read is not wanted again soon. */
  RocksCursor(
      RocksEngine engine,
      RocksSnapshot snapshot,
      Table table,
      byte[] from,
      byte @Nullable [] to,
      boolean once) {
    this.once = once;
    this.engine = engine;
    this.snapshot = snapshot;
    this.table = table;
    this.from = from;
    this.to = to;
  }

  @Override
  public boolean next() {
    if (isEmptyRange()) {
      return false;
    }
    Native here = open;
    if (here == null) {
      here = start(false);
      here.iterator.seek(from);
    } else if (here.iterator.isValid()) {
      here.iterator.next();
    }
    return isAtEntry(here.iterator);
  }

  @Override
  public boolean previous() {
    if (isEmptyRange()) {
      return false;
    }
    Native here = open;
    if (here == null) {
      here = start(true);
      here.iterator.seekToLast();
    } else if (here.iterator.isValid()) {
      here.iterator.prev();
    }
    return isAtEntry(here.iterator);
  }

  private boolean isEmptyRange() {
    Invariant.check(!closed, "closed cursor moved");
    return to != null && Arrays.compareUnsigned(from, to) >= 0;
  }

  private Native start(boolean backwards) {
    ReadOptions options = snapshot.newOptions();
    if (once) {
      options.setFillCache(false).setReadaheadSize(READ_AHEAD);
    }
    Slice lower = backwards && from.length > 0 ? new Slice(from) : null;
    Slice upper = to == null ? null : new Slice(to);
    if (lower != null) {
      options.setIterateLowerBound(lower);
    }
    if (upper != null) {
      options.setIterateUpperBound(upper);
    }
    Native made = new Native(engine.iterator(options, table), options, lower, upper);
    open = made;
    return made;
  }

  /** The end of the range and a failure look alike: the status tells. */
  private boolean isAtEntry(RocksIterator iterator) {
    if (iterator.isValid()) {
      return true;
    }
    try {
      iterator.status();
      return false;
    } catch (RocksDBException e) {
      throw engine.scanFailure(table, e);
    }
  }

  @Override
  public byte[] key() {
    return atEntry().key();
  }

  @Override
  public byte[] value() {
    return atEntry().value();
  }

  private RocksIterator atEntry() {
    Native here = open;
    if (here == null || closed || !here.iterator.isValid()) {
      throw new IllegalStateException("cursor read where it has no entry");
    }
    return here.iterator;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (open != null) {
        open.close();
      }
      engine.releaseCursor();
    }
  }
}
