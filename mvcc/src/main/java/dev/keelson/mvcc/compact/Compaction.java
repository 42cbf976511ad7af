package dev.keelson.mvcc.compact;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.key.HistoryKey;
import dev.keelson.mvcc.key.HistoryRecord;
import dev.keelson.mvcc.key.IndexKey;
import dev.keelson.mvcc.key.MetaKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Physical compaction (rules 15 and 16), one step at a time, by one background thread.
 *
 * <p>Each record names the put that it supersedes, so a step reads only the records between the
 * last step and the floor, never all keys. A step compacts to some revision at or below the floor,
 * and writes that down in the batch of its deletions: it can stop after any step, for ever, and go
 * on from there. Tombstones at the revision reached stay; the next step begins with them. Touches
 * HISTORY, INDEX and its own two META keys, which nobody else writes.
 */
public final class Compaction {
  private final Engine engine;
  private final Batch batch = new Batch();
  private volatile long done;
  private volatile long bytesRemoved;

  public Compaction(Engine engine, Engine.Snapshot snapshot) {
    this.engine = engine;
    this.done = stored(snapshot, MetaKey.COMPACTED);
    this.bytesRemoved = stored(snapshot, MetaKey.BYTES_REMOVED);
  }

  private static long stored(Engine.Snapshot snapshot, byte[] name) {
    byte[] value = snapshot.get(Table.META, name);
    return value == null ? 0 : MetaKey.number(value);
  }

  /** Revision up to which everything that may go is gone. */
  public long done() {
    return done;
  }

  /** Logical bytes ever removed. */
  public long bytesRemoved() {
    return bytesRemoved;
  }

  /**
   * Reads about {@code maxRecords} records towards {@code floor}, whole revisions and at least one;
   * whether more is left. {@code snapshot} has the floor.
   */
  public boolean step(Engine.Snapshot snapshot, long floor, int maxRecords) {
    if (done >= floor) {
      return false;
    }
    Sweep sweep = new Sweep();
    try (Engine.Cursor cursor =
        snapshot.scan(Table.HISTORY, HistoryKey.startOf(done), HistoryKey.startOf(floor + 1))) {
      while (cursor.next()) {
        byte[] key = cursor.key();
        long main = HistoryKey.main(key);
        if (main != sweep.reading && !sweep.enter(main, maxRecords)) {
          commit(sweep.reading, sweep.removed);
          return true;
        }
        sweep.take(key, HistoryRecord.parse(cursor.value()));
      }
    }
    if (sweep.reading < floor) {
      sweep.dropTombstones();
    }
    commit(floor, sweep.removed);
    return false;
  }

  /**
   * One step's walk. The tombstones of the revision being read wait until it is known that the step
   * goes beyond it.
   */
  private final class Sweep {
    private final List<byte[]> tombstones = new ArrayList<>();
    private final List<HistoryRecord> tombstoneRecords = new ArrayList<>();
    private long reading = done;
    private long removed;
    private int records;

    Sweep() {
      batch.clear();
    }

    /** Goes on to the next revision; false where the step has read enough. */
    boolean enter(long main, int maxRecords) {
      if (records >= maxRecords && reading > done) {
        return false;
      }
      dropTombstones();
      reading = main;
      return true;
    }

    void take(byte[] key, HistoryRecord record) {
      records++;
      if (reading > done && record.hasPrevious()) {
        long main = record.prevMain();
        int sub = record.prevSub();
        remove(HistoryKey.put(main, sub), record.key(), main, sub);
        removed += record.prevSize();
      }
      if (HistoryKey.isTombstone(key)) {
        tombstones.add(key);
        tombstoneRecords.add(record);
      }
    }

    void dropTombstones() {
      for (int i = 0; i < tombstones.size(); i++) {
        byte[] key = tombstones.get(i);
        HistoryRecord record = tombstoneRecords.get(i);
        remove(key, record.key(), HistoryKey.main(key), HistoryKey.sub(key));
        removed += HistoryRecord.tombstoneSize(record.size());
      }
      tombstones.clear();
      tombstoneRecords.clear();
    }
  }

  private void remove(byte[] historyKey, Bytes key, long main, int sub) {
    batch.delete(Table.HISTORY, historyKey);
    batch.delete(Table.INDEX, IndexKey.of(key.array(), main, sub));
  }

  private void commit(long reached, long removed) {
    long total = bytesRemoved + removed;
    batch.put(Table.META, MetaKey.COMPACTED, MetaKey.number(reached));
    batch.put(Table.META, MetaKey.BYTES_REMOVED, MetaKey.number(total));
    engine.commit(batch);
    done = reached;
    bytesRemoved = total;
  }
}
