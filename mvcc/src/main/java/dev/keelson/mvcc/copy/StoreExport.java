package dev.keelson.mvcc.copy;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.apply.StoreFacts;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.key.HistoryRecord;
import dev.keelson.mvcc.key.MetaKey;
import dev.keelson.mvcc.lease.LeaseRecord;
import dev.keelson.mvcc.lease.LeaseTable;
import dev.keelson.mvcc.read.Generation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a store holds at one moment, however long it takes to read and whatever is
 * written or compacted meanwhile. Blocks nobody. Close it: it holds disk space.
 *
 * <p>A store that has to close (it is replaced by a leader's snapshot, or the member stops) does
 * not wait for whoever reads: it revokes the export, and every later read throws
 * IllegalStateException. So each read holds this object's lock.
 */
public final class StoreExport implements AutoCloseable {
  private final Generation generation;
  private final Consumer<StoreExport> closed;
  private final Set<HistoryRecords> open = new HashSet<>();
  private boolean revoked;

  /** {@code generation} was retained for this export; {@code closed} is told once. */
  public StoreExport(Generation generation, Consumer<StoreExport> closed) {
    this.generation = generation;
    this.closed = closed;
  }

  /** Newest main revision. */
  public long head() {
    return generation.head();
  }

  /** Lowest readable revision; -1 before the first compaction. */
  public long floor() {
    return generation.floor();
  }

  /** Revision up to which what is compacted is gone from {@link #records}; 0 = none is. */
  public synchronized long compacted() {
    byte[] value = snapshot().get(Table.META, MetaKey.COMPACTED);
    return value == null ? 0 : MetaKey.number(value);
  }

  /** Of the last entry that changed something. */
  public synchronized LogPosition position() {
    byte[] value = snapshot().get(Table.META, MetaKey.APPLIED);
    return value == null ? LogPosition.START : MetaKey.position(value);
  }

  /** Ascending by id. */
  public synchronized List<LeaseRecord> leases() {
    return LeaseTable.load(snapshot()).all();
  }

  public synchronized Set<Alarm> alarms() {
    return StoreFacts.load(snapshot()).alarms();
  }

  /** Facts whose names begin with {@code prefix}, by name. */
  public synchronized SortedMap<Bytes, Bytes> facts(Bytes prefix) {
    return StoreFacts.load(snapshot()).facts(prefix);
  }

  /** All of them, from the first on; as often as wanted. */
  public synchronized Records records() {
    HistoryRecords records = new HistoryRecords(snapshot().sweep(Table.HISTORY));
    open.add(records);
    return records;
  }

  private Engine.Snapshot snapshot() {
    if (revoked) {
      throw new IllegalStateException("the store was closed while it was being copied");
    }
    return generation.snapshot();
  }

  /** Ends all reading; for the store. */
  public void revoke() {
    close();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (revoked) {
        return;
      }
      revoked = true;
      open.forEach(records -> records.cursor.close());
      open.clear();
      generation.release();
    }
    closed.accept(this);
  }

  private final class HistoryRecords implements Records {
    private final Engine.Cursor cursor;
    private byte[] key = {};
    private @Nullable HistoryRecord record;

    HistoryRecords(Engine.Cursor cursor) {
      this.cursor = cursor;
    }

    @Override
    public boolean next() {
      synchronized (StoreExport.this) {
        snapshot();
        if (!cursor.next()) {
          return false;
        }
        key = cursor.key();
        record = HistoryRecord.parse(cursor.value());
        return true;
      }
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public byte[] value() {
      return here().array();
    }

    @Override
    public int valueOffset() {
      return here().offset();
    }

    @Override
    public int valueLength() {
      return here().size();
    }

    private HistoryRecord here() {
      HistoryRecord here = record;
      if (here == null) {
        throw new IllegalStateException("records read before the first move");
      }
      return here;
    }

    @Override
    public void close() {
      synchronized (StoreExport.this) {
        if (open.remove(this)) {
          cursor.close();
        }
      }
    }
  }
}
