package dev.keelson.mvcc.check;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.key.CurrentRecord;
import dev.keelson.mvcc.key.HistoryKey;
import dev.keelson.mvcc.key.HistoryRecord;
import dev.keelson.mvcc.key.IndexKey;
import dev.keelson.mvcc.key.LeaseKey;
import dev.keelson.mvcc.key.MetaKey;
import dev.keelson.mvcc.key.Varint;
import dev.keelson.mvcc.lease.LeaseRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Walks all tables of a store and names every broken invariant: history against index, current
 * pairs against the newest records, counts against current pairs, leases against the pairs that
 * carry them, byte counters against the records, head and floor against all. Holds a line per key
 * in memory: for tests, and for a store suspected of damage.
 */
public final class StoreCheck {
  /** More faults than this tell nothing new. */
  private static final int MOST_FAULTS = 100;

  private final Engine.Snapshot snapshot;
  private final List<String> faults = new ArrayList<>();
  private final long head;
  private final long floor;
  private final long done;
  private final Map<Bytes, Newest> newest = new TreeMap<>();
  private long bytes;
  private long records;

  /** The last record of a key. */
  private record Newest(long main, int sub, boolean dead, KeyValue pair) {
    boolean isPut(long otherMain, int otherSub) {
      return main == otherMain && sub == otherSub && !dead;
    }
  }

  private StoreCheck(Engine.Snapshot snapshot) {
    this.snapshot = snapshot;
    this.head = number(MetaKey.HEAD, 1);
    this.floor = number(MetaKey.FLOOR, -1);
    this.done = number(MetaKey.COMPACTED, 0);
  }

  /** What is wrong in the tables; empty = nothing. */
  public static List<String> faults(Engine.Snapshot snapshot) {
    StoreCheck check = new StoreCheck(snapshot);
    check.numbers();
    check.history();
    check.index();
    check.current();
    check.leases();
    check.counts();
    return List.copyOf(check.faults);
  }

  /** Also what the open store holds in memory, against its tables. Call it while nobody writes. */
  public static List<String> faults(MvccStore store, Engine engine) {
    List<String> faults = new ArrayList<>();
    try (Engine.Snapshot snapshot = engine.snapshot();
        ReadView view = store.view()) {
      faults.addAll(faults(snapshot));
      StoreCheck tables = new StoreCheck(snapshot);
      tables.expect(view.revision() == tables.head, "head in memory %d", view.revision());
      tables.expect(
          view.compactedRevision() == tables.floor, "floor in memory %d", view.compactedRevision());
      tables.memory(store, view);
      faults.addAll(tables.faults);
    }
    return faults;
  }

  private void memory(MvccStore store, ReadView view) {
    long live = count(Table.CURRENT);
    expect(
        view.count(KeyRange.ALL) == live,
        "counts %d of %d live keys",
        view.count(KeyRange.ALL),
        live);
    expect(
        store.logicalBytes() == number(MetaKey.BYTES_ADDED, 0) - number(MetaKey.BYTES_REMOVED, 0),
        "logical bytes in memory %d",
        store.logicalBytes());
    List<LeaseRecord> stored = new ArrayList<>();
    try (Engine.Cursor cursor =
        snapshot.scan(Table.LEASE, LeaseKey.FIRST_LEASE, LeaseKey.AFTER_LEASES)) {
      while (cursor.next()) {
        stored.add(LeaseKey.decode(cursor.key(), cursor.value()));
      }
    }
    expect(
        new TreeSet<>(store.leases().stream().map(LeaseRecord::toString).toList())
            .equals(new TreeSet<>(stored.stream().map(LeaseRecord::toString).toList())),
        "leases in memory %s, stored %s",
        store.leases(),
        stored);
  }

  private void numbers() {
    expect(head >= 1, "head %d", head);
    expect(floor >= -1 && floor <= head, "floor %d with head %d", floor, head);
    expect(done <= Math.max(floor, 0), "compacted to %d with floor %d", done, floor);
  }

  private void history() {
    try (Engine.Cursor cursor = snapshot.scan(Table.HISTORY, HistoryKey.startOf(0), null)) {
      while (cursor.next()) {
        record(cursor.key(), HistoryRecord.parse(cursor.value()));
      }
    }
    long counted = number(MetaKey.BYTES_ADDED, 0) - number(MetaKey.BYTES_REMOVED, 0);
    expect(bytes == counted, "records hold %d bytes, the counters say %d", bytes, counted);
  }

  private void record(byte[] key, HistoryRecord record) {
    long main = HistoryKey.main(key);
    int sub = HistoryKey.sub(key);
    boolean dead = HistoryKey.isTombstone(key);
    if (record.isMark()) {
      mark(key, record);
      return;
    }
    KeyValue pair = record.pair(key);
    String name = pair.key() + "@" + main + "." + sub;
    records++;
    bytes += key.length + record.size();
    expect(main >= 2 && main <= head, "%s outside 2 to head %d", name, head);
    expect(pair.modRevision() == main, "%s says it was changed at %d", name, pair.modRevision());
    expect(dead == pair.isTombstone(), "%s: key and record disagree on deletion", name);
    byte[] indexed = snapshot.get(Table.INDEX, IndexKey.of(pair.key().array(), main, sub));
    expect(
        indexed != null && IndexKey.isTombstone(indexed) == dead, "%s not so in the index", name);
    expect(!dead || main >= done, "tombstone %s below the compacted %d", name, done);
    succession(name, main, record, pair);
    newest.put(pair.key(), new Newest(main, sub, dead, pair));
  }

  /** Of the empty key, which is in the index and nowhere else. */
  private void mark(byte[] key, HistoryRecord record) {
    long main = HistoryKey.main(key);
    records++;
    bytes += key.length + record.size();
    expect(main <= head && !HistoryKey.isTombstone(key), "mark at %d, head %d", main, head);
    byte[] indexed = snapshot.get(Table.INDEX, IndexKey.of(new byte[0], main, HistoryKey.sub(key)));
    expect(indexed != null, "mark at %d not in the index", main);
  }

  /** Each record names the put before it, and counts on from there. */
  private void succession(String name, long main, HistoryRecord record, KeyValue pair) {
    Newest before = newest.get(pair.key());
    if (before == null || before.dead()) {
      expect(
          !record.hasPrevious() || record.prevMain() <= done,
          "%s supersedes %d.%d, which is not there",
          name,
          record.prevMain(),
          record.prevSub());
      expect(
          before == null || pair.isTombstone() || pair.version() == 1,
          "%s after a deletion has version %d",
          name,
          pair.version());
      return;
    }
    expect(main > done, "%s superseded below the compacted %d is still there", name, done);
    expect(
        before.isPut(record.prevMain(), record.prevSub()),
        "%s supersedes %d.%d instead of %d.%d",
        name,
        record.prevMain(),
        record.prevSub(),
        before.main(),
        before.sub());
    expect(
        record.prevSize() == HistoryRecord.putSize(before.pair().encoded().length),
        "%s says its predecessor has %d bytes",
        name,
        record.prevSize());
    expect(
        pair.isTombstone()
            || pair.version() == before.pair().version() + 1
                && pair.createRevision() == before.pair().createRevision(),
        "%s does not follow %s",
        pair,
        before.pair());
  }

  private void index() {
    long entries = count(Table.INDEX);
    expect(entries == records, "%d index entries for %d records", entries, records);
  }

  private void current() {
    long live = 0;
    for (Map.Entry<Bytes, Newest> key : newest.entrySet()) {
      Newest last = key.getValue();
      byte[] stored = snapshot.get(Table.CURRENT, key.getKey().array());
      if (last.dead()) {
        expect(stored == null, "%s is dead and current", key.getKey());
        continue;
      }
      live++;
      expect(
          stored != null
              && CurrentRecord.sub(stored) == last.sub()
              && CurrentRecord.pair(stored).equals(last.pair()),
          "current %s is not %s",
          key.getKey(),
          last.pair());
    }
    long current = count(Table.CURRENT);
    expect(current == live, "%d current pairs for %d live keys", current, live);
  }

  private void leases() {
    TreeSet<Bytes> wanted = new TreeSet<>();
    for (Map.Entry<Bytes, Newest> key : newest.entrySet()) {
      long lease = key.getValue().pair().lease();
      if (lease != 0) {
        wanted.add(Bytes.wrap(LeaseKey.attachment(lease, key.getKey().array())));
        expect(
            snapshot.get(Table.LEASE, LeaseKey.lease(lease)) != null,
            "%s is attached to lease %x, which is not there",
            key.getKey(),
            lease);
      }
    }
    TreeSet<Bytes> attached = new TreeSet<>();
    try (Engine.Cursor cursor =
        snapshot.scan(Table.LEASE, LeaseKey.FIRST_ATTACHMENT, LeaseKey.AFTER_ATTACHMENTS)) {
      while (cursor.next()) {
        attached.add(Bytes.wrap(cursor.key()));
      }
    }
    expect(attached.equals(wanted), "keys attached to leases %s instead of %s", attached, wanted);
  }

  private void counts() {
    byte[] separator = {};
    long counted = 0;
    try (Engine.Cursor blocks = snapshot.scan(Table.COUNT, new byte[0], null)) {
      while (blocks.next()) {
        block(separator, blocks.key(), counted);
        separator = blocks.key();
        counted = Varint.read(blocks.value(), 0);
      }
    }
    block(separator, null, counted);
  }

  private void block(byte[] from, byte @Nullable [] to, long counted) {
    long live = count(Table.CURRENT, from, to);
    expect(live == counted, "block from %s counts %d of %d keys", Bytes.wrap(from), counted, live);
  }

  private long count(Table table) {
    return count(table, new byte[0], null);
  }

  private long count(Table table, byte[] from, byte @Nullable [] to) {
    long count = 0;
    byte[] last = {};
    try (Engine.Cursor cursor = snapshot.scan(table, from, to)) {
      while (cursor.next()) {
        byte[] key = cursor.key();
        expect(count == 0 || Arrays.compareUnsigned(last, key) < 0, "table %s out of order", table);
        last = key;
        count++;
      }
    }
    return count;
  }

  private long number(byte[] name, long otherwise) {
    byte[] value = snapshot.get(Table.META, name);
    return value == null ? otherwise : MetaKey.number(value);
  }

  private void expect(boolean holds, String message, Object... values) {
    if (!holds && faults.size() < MOST_FAULTS) {
      faults.add(message.formatted(values));
    }
  }
}
