package dev.keelson.mvcc.read;

import dev.keelson.mvcc.Invariant;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.key.CurrentRecord;
import dev.keelson.mvcc.key.HistoryKey;
import dev.keelson.mvcc.key.HistoryRecord;
import dev.keelson.mvcc.key.IndexKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pairs as of an old revision, not below the floor. A scan walks INDEX and CURRENT side by
 * side: a pair that is still current comes from CURRENT's sequential scan, only a superseded one
 * costs a get in HISTORY. Any thread.
 */
public final class OldPairs implements Pairs {
  private final Engine.Snapshot snapshot;
  private final CurrentPairs head;
  private final long headRevision;
  private final long revision;

  /** {@code head}: the pairs at {@code headRevision}, the newest in the snapshot. */
  public OldPairs(Engine.Snapshot snapshot, CurrentPairs head, long headRevision, long revision) {
    this.snapshot = snapshot;
    this.head = head;
    this.headRevision = headRevision;
    this.revision = revision;
  }

  @Override
  public @Nullable KeyValue get(byte[] key) {
    try (Engine.Cursor versions =
        snapshot.scan(Table.INDEX, IndexKey.startOf(key), IndexKey.after(key, revision))) {
      if (!versions.previous() || IndexKey.isTombstone(versions.value())) {
        return null;
      }
      return record(versions.key());
    }
  }

  @Override
  public ReadView.KeyCursor scan(KeyRange range) {
    return range.isEmpty() ? NoPairs.CURSOR : new Walk(range, false);
  }

  @Override
  public ReadView.KeyCursor scanBackwards(KeyRange range) {
    return range.isEmpty() ? NoPairs.CURSOR : new Walk(range, true);
  }

  /**
   * Whatever is less to read: the changes since then, or all versions in the range. The former
   * makes the pages of a list, whose revision is that of its first page, cost what happened
   * meanwhile and not what the range holds.
   */
  @Override
  public long count(KeyRange range) {
    if (range.isEmpty()) {
      return 0;
    }
    long now = head.count(range);
    return headRevision - revision <= now ? now - growthSince(range) : countVersions(range);
  }

  /** Keys created less keys deleted, later than the revision. */
  private long growthSince(KeyRange range) {
    long growth = 0;
    try (Engine.Cursor cursor =
        snapshot.scan(Table.HISTORY, HistoryKey.startOf(revision + 1), null)) {
      while (cursor.next()) {
        HistoryRecord record = HistoryRecord.parse(cursor.value());
        boolean dead = HistoryKey.isTombstone(cursor.key());
        if ((dead || !record.hasPrevious()) && record.isIn(range)) {
          growth += dead ? -1 : 1;
        }
      }
    }
    return growth;
  }

  private long countVersions(KeyRange range) {
    long count = 0;
    try (Versions versions = new Versions(range, false)) {
      while (versions.nextKey()) {
        if (versions.isAlive()) {
          count++;
        }
      }
    }
    return count;
  }

  private KeyValue record(byte[] indexKey) {
    byte[] key = HistoryKey.put(IndexKey.main(indexKey), IndexKey.sub(indexKey));
    byte[] stored = snapshot.get(Table.HISTORY, key);
    if (stored == null) {
      Invariant.check(false, "no record of %s in history", IndexKey.key(indexKey));
      throw new AssertionError();
    }
    return HistoryRecord.parse(stored).pair(key);
  }

  /**
   * Walks INDEX key by key, and knows the newest version of each that is not newer than the
   * revision.
   */
  private final class Versions implements AutoCloseable {
    private final Engine.Cursor cursor;
    private final boolean backwards;
    private boolean started;
    private byte @Nullable [] here;
    private byte @Nullable [] found;
    private boolean alive;
    private boolean newest;

    Versions(KeyRange range, boolean backwards) {
      Bounds bounds = Bounds.of(range);
      byte[] to = bounds.to();
      this.cursor =
          snapshot.scan(
              Table.INDEX,
              IndexKey.startOf(bounds.from()),
              to == null ? null : IndexKey.startOf(to));
      this.backwards = backwards;
    }

    /** Moves to the next key that has a version old enough. */
    boolean nextKey() {
      if (!started) {
        started = true;
        step();
      }
      found = null;
      while (here != null && found == null) {
        readVersions(here);
      }
      return found != null;
    }

    /** All versions of one key: those too new come last, or first when going backwards. */
    private void readVersions(byte[] first) {
      newest = true;
      for (byte[] key = first; key != null && IndexKey.sameKey(first, key); key = here) {
        if (IndexKey.main(key) > revision) {
          newest = false;
        } else if (!backwards || found == null) {
          found = key;
          alive = !IndexKey.isTombstone(cursor.value());
        }
        step();
      }
    }

    private void step() {
      here = (backwards ? cursor.previous() : cursor.next()) ? cursor.key() : null;
    }

    boolean isAlive() {
      return alive;
    }

    /** Whether the version found is also the key's last one in the snapshot. */
    boolean isNewest() {
      return newest;
    }

    byte[] indexKey() {
      byte[] key = found;
      if (key == null) {
        throw new IllegalStateException("no current key");
      }
      return key;
    }

    @Override
    public void close() {
      cursor.close();
    }
  }

  private final class Walk implements ReadView.KeyCursor {
    private final Versions versions;
    private final Engine.Cursor current;
    private final boolean backwards;
    private @Nullable KeyValue pair;

    Walk(KeyRange range, boolean backwards) {
      Bounds bounds = Bounds.of(range);
      this.versions = new Versions(range, backwards);
      this.current = snapshot.scan(Table.CURRENT, bounds.from(), bounds.to());
      this.backwards = backwards;
    }

    @Override
    public boolean advance() {
      pair = null;
      while (versions.nextKey()) {
        if (versions.isAlive()) {
          return true;
        }
      }
      return false;
    }

    /** Reads the value only when it is asked for, so counting the rest of a cut list costs none. */
    @Override
    public KeyValue current() {
      KeyValue known = pair;
      if (known == null) {
        known = versions.isNewest() ? fromCurrent() : record(versions.indexKey());
        pair = known;
      }
      return known;
    }

    private KeyValue fromCurrent() {
      byte[] key = IndexKey.key(versions.indexKey()).array();
      while (backwards ? current.previous() : current.next()) {
        int order = Arrays.compareUnsigned(current.key(), key);
        if (order == 0) {
          return CurrentRecord.pair(current.value());
        }
        Invariant.check(order < 0 != backwards, "live key missing in the current table");
      }
      Invariant.check(false, "live key missing at the end of the current table");
      throw new AssertionError();
    }

    @Override
    public void close() {
      versions.close();
      current.close();
    }
  }
}
