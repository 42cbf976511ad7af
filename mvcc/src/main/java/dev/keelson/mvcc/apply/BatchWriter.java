package dev.keelson.mvcc.apply;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.index.KeyCounts;
import dev.keelson.mvcc.key.CurrentRecord;
import dev.keelson.mvcc.key.HistoryKey;
import dev.keelson.mvcc.key.HistoryRecord;
import dev.keelson.mvcc.key.IndexKey;
import dev.keelson.mvcc.key.LeaseKey;
import dev.keelson.mvcc.key.MetaKey;
import dev.keelson.mvcc.lease.LeaseRecord;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts what is staged into a batch: three writes for a put, however often its key was touched
 * before in the entry.
 */
public final class BatchWriter {
  private final Staged staged;
  private final Batch batch;
  private final KeyCounts counts;

  public BatchWriter(Staged staged, Batch batch, KeyCounts counts) {
    this.staged = staged;
    this.batch = batch;
    this.counts = counts;
  }

  /** Returns the logical bytes that the records add. */
  public long write() {
    long bytes = 0;
    for (Change change : staged.changes()) {
      bytes += record(change);
    }
    for (Slot slot : staged.slots().values()) {
      if (slot.isChanged()) {
        current(slot);
        attachment(slot);
        count(slot);
      }
    }
    counts.writeTo(batch, this::liveKeys);
    registers();
    return bytes;
  }

  private long record(Change change) {
    Live before = change.before();
    long prevMain = before == null ? 0 : before.pair().modRevision();
    int prevSub = before == null ? 0 : before.sub();
    int prevSize = before == null ? 0 : HistoryRecord.putSize(before.size());
    long main = change.revision().main();
    int sub = change.revision().sub();
    boolean dead = change.isDelete();
    Bytes key = change.slot().key();
    byte[] pair = dead ? HistoryRecord.tombstoneOf(key) : change.pair().encoded();
    batch.put(
        Table.HISTORY,
        dead ? HistoryKey.tombstone(main, sub) : HistoryKey.put(main, sub),
        HistoryRecord.encode(prevMain, prevSub, prevSize, pair));
    batch.put(
        Table.INDEX, IndexKey.of(key.array(), main, sub), dead ? IndexKey.TOMBSTONE : IndexKey.PUT);
    return dead ? HistoryRecord.tombstoneSize(pair.length) : HistoryRecord.putSize(pair.length);
  }

  private void current(Slot slot) {
    Live now = slot.now();
    if (now != null) {
      batch.put(
          Table.CURRENT, slot.key().array(), CurrentRecord.encode(now.sub(), now.pair().encoded()));
    } else if (slot.base() != null) {
      batch.delete(Table.CURRENT, slot.key().array());
    }
  }

  private void attachment(Slot slot) {
    long before = Slot.leaseOf(slot.base());
    long now = Slot.leaseOf(slot.now());
    if (before == now) {
      return;
    }
    if (before != 0) {
      batch.delete(Table.LEASE, LeaseKey.attachment(before, slot.key().array()));
    }
    if (now != 0) {
      batch.put(Table.LEASE, LeaseKey.attachment(now, slot.key().array()), LeaseKey.NOTHING);
    }
  }

  private void count(Slot slot) {
    if (slot.growth() > 0) {
      counts.created(slot.key().array());
    } else if (slot.growth() < 0) {
      counts.deleted(slot.key().array());
    }
  }

  private KeyCounts.Walk liveKeys(byte[] from, byte @Nullable [] to) {
    return staged.liveKeys(from, to);
  }

  private void registers() {
    for (Map.Entry<Long, Optional<LeaseRecord>> lease : staged.leases().entrySet()) {
      byte[] key = LeaseKey.lease(lease.getKey());
      set(Table.LEASE, key, lease.getValue().map(LeaseKey::encode));
    }
    for (Map.Entry<Alarm, Boolean> alarm : staged.alarms().entrySet()) {
      byte[] key = MetaKey.alarm(alarm.getKey());
      set(Table.META, key, alarm.getValue() ? Optional.of(LeaseKey.NOTHING) : Optional.empty());
    }
    for (Map.Entry<Bytes, Optional<Bytes>> fact : staged.facts().entrySet()) {
      set(Table.META, MetaKey.fact(fact.getKey()), fact.getValue().map(Bytes::array));
    }
    if (staged.hasNewFloor()) {
      batch.put(Table.META, MetaKey.FLOOR, MetaKey.number(staged.floor()));
    }
  }

  private void set(Table table, byte[] key, Optional<byte[]> value) {
    if (value.isPresent()) {
      batch.put(table, key, value.get());
    } else {
      batch.delete(table, key);
    }
  }
}
