package dev.keelson.mvcc.apply;

import static java.util.Objects.requireNonNull;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.Revision;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.key.CurrentRecord;
import dev.keelson.mvcc.lease.LeaseRecord;
import dev.keelson.mvcc.lease.LeaseTable;
import dev.keelson.mvcc.read.Bounds;
import dev.keelson.mvcc.read.Generation;
import dev.keelson.mvcc.read.Pairs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the commands of one log entry have done so far, on top of the generation it began with.
 * Later commands, and later operations of a transaction, see it. Nothing here refuses: whoever
 * stages has decided before. Apply thread only.
 *
 * <p>A key is read from the engine once per entry, whatever commands touch it: its slot stays. Past
 * a bound on pairs so read, slots hold them without their values: what an entry keeps in memory
 * grows with the keys that it touches, not with what was stored there.
 */
public final class Staged {
  private final long rememberedBytes;
  private final Generation base;
  private final LeaseTable committedLeases;
  private final TreeMap<Bytes, Slot> slots = new TreeMap<>();
  private final StagedPairs pairs;
  private final List<Change> changes = new ArrayList<>();
  private final TreeMap<Long, Optional<LeaseRecord>> leases = new TreeMap<>();
  private final TreeMap<Alarm, Boolean> alarms = new TreeMap<>();
  private final TreeMap<Bytes, Optional<Bytes>> facts = new TreeMap<>();
  private StoreFacts registers;
  private long head;
  private long floor;
  private int sub;
  private long readBytes;

  public Staged(Generation base, LeaseTable leases, StoreFacts registers, long rememberedBytes) {
    this.rememberedBytes = rememberedBytes;
    this.base = base;
    this.committedLeases = leases;
    this.registers = registers;
    this.pairs = new StagedPairs(base.current(), slots, this::whole);
    this.head = base.head();
    this.floor = base.floor();
  }

  // ---- reading

  /** Newest finished revision. */
  public long head() {
    return head;
  }

  /** Head, counting the command at work where it has changed something. */
  long revision() {
    return sub == 0 ? head : head + 1;
  }

  public long floor() {
    return floor;
  }

  public StoreFacts registers() {
    return registers;
  }

  Pairs pairs() {
    return pairs;
  }

  /**
   * The pairs as of {@code revision}, which lies between floor and head; 0 or less = as they are
   * now.
   */
  Pairs at(long revision) {
    if (revision <= 0 || revision == revision()) {
      return pairs;
    }
    return revision <= base.head()
        ? base.at(revision)
        : new StagedPairs(base.current(), slotsAsOf(revision), this::whole);
  }

  /** As the slots stood when {@code revision}, one of this entry's own, was done. */
  private TreeMap<Bytes, Slot> slotsAsOf(long revision) {
    TreeMap<Bytes, Slot> then = new TreeMap<>();
    for (Change change : changes) {
      if (change.revision().main() > revision) {
        break;
      }
      then.computeIfAbsent(change.slot().key(), key -> new Slot(key, change.slot().base()))
          .set(change.after());
    }
    return then;
  }

  Slot slot(Bytes key) {
    Slot known = slots.get(key);
    if (known != null) {
      return known;
    }
    byte[] stored = base.snapshot().get(Table.CURRENT, key.array());
    Slot slot = new Slot(key, stored == null ? null : live(stored));
    slots.put(key, slot);
    return slot;
  }

  /** Slots of all live keys of a range, in key order; read in one scan. */
  List<Slot> liveSlots(KeyRange range) {
    if (range.isEmpty()) {
      return List.of();
    }
    Bounds bounds = Bounds.of(range);
    try (Engine.Cursor cursor = base.snapshot().scan(Table.CURRENT, bounds.from(), bounds.to())) {
      while (cursor.next()) {
        Bytes key = Bytes.wrap(cursor.key());
        if (!slots.containsKey(key)) {
          slots.put(key, new Slot(key, live(cursor.value())));
        }
      }
    }
    List<Slot> live = new ArrayList<>();
    for (Slot slot : StagedPairs.within(slots, range).values()) {
      if (slot.now() != null) {
        live.add(slot);
      }
    }
    return live;
  }

  private Live live(byte[] stored) {
    Live live = new Live(CurrentRecord.pair(stored), CurrentRecord.sub(stored));
    readBytes += live.size();
    return readBytes <= rememberedBytes ? live : live.withoutValue();
  }

  /** The pair with its value. Only what was stored when the entry began is ever without. */
  KeyValue whole(Live live) {
    if (!live.shorn()) {
      return live.pair();
    }
    byte[] stored = base.snapshot().get(Table.CURRENT, live.pair().key().array());
    return CurrentRecord.pair(requireNonNull(stored, "a pair of the snapshot is gone"));
  }

  @Nullable LeaseRecord lease(long id) {
    Optional<LeaseRecord> changed = leases.get(id);
    if (changed == null) {
      return committedLeases.get(id);
    }
    return changed.orElse(null);
  }

  /** Keys attached to a lease, in key order. */
  List<Bytes> keysOf(long lease) {
    TreeSet<Bytes> keys = new TreeSet<>(LeaseTable.keysOf(base.snapshot(), lease));
    for (Slot slot : slots.values()) {
      if (Slot.leaseOf(slot.now()) == lease) {
        keys.add(slot.key());
      } else {
        keys.remove(slot.key());
      }
    }
    return List.copyOf(keys);
  }

  // ---- changing

  void put(Slot slot, Bytes value, long lease) {
    Live before = slot.now();
    long main = head + 1;
    KeyValue pair =
        before == null
            ? KeyValue.of(slot.key(), main, main, 1, value, lease)
            : KeyValue.of(
                slot.key(),
                before.pair().createRevision(),
                main,
                before.pair().version() + 1,
                value,
                lease);
    change(slot, pair, new Live(pair, sub));
  }

  /** The key must be alive. */
  void delete(Slot slot) {
    change(slot, null, null);
  }

  private void change(Slot slot, @Nullable KeyValue put, @Nullable Live after) {
    changes.add(new Change(slot, new Revision(head + 1, sub++), put, slot.now()));
    slot.set(after);
  }

  /** Ends a command: where it has changed something it has made a revision. Returns head. */
  long finishCommand() {
    if (sub > 0) {
      head++;
      sub = 0;
    }
    return head;
  }

  void compact(long revision) {
    floor = revision;
  }

  void set(long lease, Optional<LeaseRecord> record) {
    leases.put(lease, record);
  }

  void set(Alarm alarm, boolean active) {
    alarms.put(alarm, active);
    registers = registers.with(alarm, active);
  }

  void set(Bytes fact, Optional<Bytes> value) {
    facts.put(fact, value);
    registers = registers.with(fact, value);
  }

  // ---- what is to be written

  public boolean isEmpty() {
    return changes.isEmpty()
        && floor == base.floor()
        && leases.isEmpty()
        && alarms.isEmpty()
        && facts.isEmpty();
  }

  public boolean hasNewFloor() {
    return floor != base.floor();
  }

  /** Values were left out of what is remembered here, so that events cannot be made from it. */
  public boolean isShorn() {
    return readBytes > rememberedBytes;
  }

  /** In order of revision. */
  List<Change> changes() {
    return changes;
  }

  /** In key order; also those only read. */
  TreeMap<Bytes, Slot> slots() {
    return slots;
  }

  /** Live keys in {@code [from, to)}, in order; null = to the end. The caller closes it. */
  LiveKeyWalk liveKeys(byte[] from, byte @Nullable [] to) {
    SortedMap<Bytes, Slot> over = slots.tailMap(Bytes.wrap(from));
    return new LiveKeyWalk(
        base.snapshot().scan(Table.CURRENT, from, to),
        (to == null ? over : over.headMap(Bytes.wrap(to))).values().iterator());
  }

  /** By id; empty = gone. */
  public Map<Long, Optional<LeaseRecord>> leases() {
    return leases;
  }

  Map<Alarm, Boolean> alarms() {
    return alarms;
  }

  Map<Bytes, Optional<Bytes>> facts() {
    return facts;
  }
}
