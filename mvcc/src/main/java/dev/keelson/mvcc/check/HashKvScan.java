package dev.keelson.mvcc.check;

import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.key.HistoryKey;
import dev.keelson.mvcc.key.HistoryRecord;
import dev.keelson.mvcc.key.MetaKey;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * etcd's HashKV (rule 59): CRC-32C over the word "key" and then key and record of every change up
 * to a revision, in order.
 *
 * <p>At or below the floor only those count that are still the newest of their key at the hashed
 * revision. That is etcd's rule, so that members agree who have compacted at different times; it
 * has one exception, which is etcd's too: where no key is alive at the hashed revision, every
 * record that compaction leaves counts. A tombstone at the floor never counts. Source: etcd {@code
 * server/storage/mvcc/hash.go}, {@code key_index.go} (keep).
 *
 * <p>Two passes over HISTORY; memory for the superseded revisions at or below the floor.
 */
public final class HashKvScan {
  private final Engine.Snapshot snapshot;
  private final long floor;
  private final long revision;
  private final RevisionSet supersededAtFloor = new RevisionSet();
  private final RevisionSet supersededLater = new RevisionSet();
  private long alive;

  private HashKvScan(Engine.Snapshot snapshot, long floor, long revision) {
    this.snapshot = snapshot;
    this.floor = floor;
    this.revision = revision;
  }

  /**
   * {@code revision} lies between {@code floor} and head, both as the snapshot has them; or is
   * negative, and no record is that old.
   */
  public static int hash(Engine.Snapshot snapshot, long floor, long revision) {
    HashKvScan scan = new HashKvScan(snapshot, floor, revision);
    if (floor > 0) {
      scan.findSuperseded();
    }
    return scan.hash();
  }

  private void findSuperseded() {
    byte[] done = snapshot.get(Table.META, MetaKey.COMPACTED);
    long compacted = done == null ? 0 : MetaKey.number(done);
    try (Engine.Cursor cursor = records()) {
      while (cursor.next()) {
        byte[] key = cursor.key();
        HistoryRecord record = HistoryRecord.parse(cursor.value());
        long main = HistoryKey.main(key);
        if (!HistoryKey.isTombstone(key)) {
          alive++;
        }
        // What a record up to `compacted` supersedes is gone already.
        if (main <= compacted || !record.hasPrevious()) {
          continue;
        }
        alive--;
        if (record.prevMain() <= floor) {
          (main <= floor ? supersededAtFloor : supersededLater)
              .add(record.prevMain(), record.prevSub());
        }
      }
    }
  }

  private int hash() {
    CRC32C crc = new CRC32C();
    crc.update("key".getBytes(StandardCharsets.US_ASCII));
    if (revision < 0) {
      return (int) crc.getValue();
    }
    try (Engine.Cursor cursor = records()) {
      while (cursor.next()) {
        byte[] key = cursor.key();
        if (counts(key)) {
          HistoryRecord record = HistoryRecord.parse(cursor.value());
          crc.update(key);
          crc.update(record.array(), record.offset(), record.size());
        }
      }
    }
    return (int) crc.getValue();
  }

  private boolean counts(byte[] key) {
    long main = HistoryKey.main(key);
    if (main > floor) {
      return true;
    }
    int sub = HistoryKey.sub(key);
    return !HistoryKey.isTombstone(key)
        && !supersededAtFloor.contains(main, sub)
        && (alive == 0 || !supersededLater.contains(main, sub));
  }

  private Engine.Cursor records() {
    return snapshot.scan(Table.HISTORY, HistoryKey.startOf(0), HistoryKey.startOf(revision + 1));
  }
}
