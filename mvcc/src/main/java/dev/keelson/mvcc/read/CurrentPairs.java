package dev.keelson.mvcc.read;

import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.index.BlockCounts;
import dev.keelson.mvcc.key.CurrentRecord;
import org.jspecify.annotations.Nullable;

/**
 * The pairs at head: a get is one get, a list one sequential scan of CURRENT, a count no scan. Any
 * thread.
 */
public final class CurrentPairs implements Pairs {
  private final Engine.Snapshot snapshot;
  private final BlockCounts counts;

  /** {@code counts} are those of the moment of the snapshot. */
  public CurrentPairs(Engine.Snapshot snapshot, BlockCounts counts) {
    this.snapshot = snapshot;
    this.counts = counts;
  }

  @Override
  public @Nullable KeyValue get(byte[] key) {
    byte[] stored = snapshot.get(Table.CURRENT, key);
    return stored == null ? null : CurrentRecord.pair(stored);
  }

  @Override
  public ReadView.KeyCursor scan(KeyRange range) {
    return open(range, false);
  }

  @Override
  public ReadView.KeyCursor scanBackwards(KeyRange range) {
    return open(range, true);
  }

  private ReadView.KeyCursor open(KeyRange range, boolean backwards) {
    if (range.isEmpty()) {
      return NoPairs.CURSOR;
    }
    Bounds bounds = Bounds.of(range);
    return new Walk(snapshot.scan(Table.CURRENT, bounds.from(), bounds.to()), backwards);
  }

  /** O(log n), and reading at most two partly covered blocks. */
  @Override
  public long count(KeyRange range) {
    if (range.isEmpty()) {
      return 0;
    }
    Bounds bounds = Bounds.of(range);
    return counts.count(bounds.from(), bounds.to(), this::countByReading);
  }

  private long countByReading(byte[] from, byte @Nullable [] to) {
    long count = 0;
    try (Engine.Cursor cursor = snapshot.scan(Table.CURRENT, from, to)) {
      while (cursor.next()) {
        count++;
      }
    }
    return count;
  }

  private static final class Walk implements ReadView.KeyCursor {
    private final Engine.Cursor cursor;
    private final boolean backwards;

    Walk(Engine.Cursor cursor, boolean backwards) {
      this.cursor = cursor;
      this.backwards = backwards;
    }

    @Override
    public boolean advance() {
      return backwards ? cursor.previous() : cursor.next();
    }

    @Override
    public KeyValue current() {
      return CurrentRecord.pair(cursor.value());
    }

    @Override
    public void close() {
      cursor.close();
    }
  }
}
