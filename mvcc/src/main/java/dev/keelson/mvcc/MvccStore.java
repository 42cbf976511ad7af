package dev.keelson.mvcc;

import dev.keelson.mvcc.apply.BatchWriter;
import dev.keelson.mvcc.apply.Decisions;
import dev.keelson.mvcc.apply.EntryBounds;
import dev.keelson.mvcc.apply.Events;
import dev.keelson.mvcc.apply.Staged;
import dev.keelson.mvcc.apply.StoreFacts;
import dev.keelson.mvcc.compact.Compaction;
import dev.keelson.mvcc.copy.StoreExport;
import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.EngineFailure;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.index.KeyCounts;
import dev.keelson.mvcc.key.MetaKey;
import dev.keelson.mvcc.lease.LeaseRecord;
import dev.keelson.mvcc.lease.LeaseTable;
import dev.keelson.mvcc.read.Generation;
import dev.keelson.mvcc.read.HistoryReader;
import dev.keelson.mvcc.read.StoreView;
import dev.keelson.mvcc.watch.EventBatch;
import dev.keelson.mvcc.watch.History;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The store, for whoever owns the log. Commands go in with the position of their entry, outcomes
 * come out; the same entries give the same store on every member, bit for bit, however commands are
 * grouped into entries.
 *
 * <p>Three kinds of threads. The apply thread, one, calls {@link #apply} and {@link #skip}. The
 * compactor, one, calls {@link #compactStep}. Any thread reads: a view is a moment between two
 * entries and holds still. The only lock is held while a batch is committed, so that a checkpoint
 * knows its own position.
 *
 * <p>Failures of the disk and broken invariants are thrown and leave the store unusable: the owner
 * stops.
 */
public final class MvccStore implements AutoCloseable {
  /** Layout of the tables; an engine with another is refused. */
  public static final long FORMAT = 1;

  /** How long {@link #close} waits for open views. */
  public static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final Engine engine;
  private final Consumer<List<EventBatch>> events;
  private final EntryBounds bounds;
  private final LeaseTable leases;
  private final KeyCounts counts;
  private final Compaction compaction;
  private final History history = new HistoryReader(this::openView);
  private final Batch batch = new Batch();
  private final ReentrantLock committing = new ReentrantLock();
  private final OpenReaders readers = new OpenReaders();
  private volatile StoreFacts registers;
  private volatile LogPosition applied;
  private volatile long bytesAdded;
  private volatile Generation current;
  private LogPosition persisted;

  private MvccStore(
      Engine engine,
      Engine.Snapshot snapshot,
      Consumer<List<EventBatch>> events,
      EntryBounds bounds) {
    this.engine = engine;
    this.events = events;
    this.bounds = bounds;
    this.leases = LeaseTable.load(snapshot);
    this.counts = KeyCounts.load(snapshot);
    this.registers = StoreFacts.load(snapshot);
    this.compaction = new Compaction(engine, snapshot);
    byte[] position = snapshot.get(Table.META, MetaKey.APPLIED);
    this.persisted = position == null ? LogPosition.START : MetaKey.position(position);
    this.applied = persisted;
    this.bytesAdded = number(snapshot, MetaKey.BYTES_ADDED, 0);
    // Rule 1: a fresh store stands at revision 1, and nothing is compacted.
    this.current =
        readers.generation(
            snapshot,
            counts.root(),
            number(snapshot, MetaKey.HEAD, 1),
            number(snapshot, MetaKey.FLOOR, -1));
  }

  /**
   * Opens the store that is in {@code engine}, empty or not; O(leases + blocks of keys), never
   * O(keys). The engine becomes the store's. {@code events} is called on the apply thread, after
   * the view that shows them is there. Throws {@link EngineFailure} for a layout this program does
   * not know.
   */
  public static MvccStore open(Engine engine, Consumer<List<EventBatch>> events) {
    return open(engine, events, EntryBounds.standard());
  }

  /** As {@link #open(Engine, Consumer)}, with other bounds on what an entry may take. */
  public static MvccStore open(
      Engine engine, Consumer<List<EventBatch>> events, EntryBounds bounds) {
    Engine.Snapshot snapshot = engine.snapshot();
    byte[] format = snapshot.get(Table.META, MetaKey.FORMAT);
    if (format == null) {
      snapshot.close();
      Batch first = new Batch();
      first.put(Table.META, MetaKey.FORMAT, MetaKey.number(FORMAT));
      engine.commit(first);
      snapshot = engine.snapshot();
    } else if (MetaKey.number(format) != FORMAT) {
      snapshot.close();
      throw new EngineFailure(
          "the store has layout version "
              + MetaKey.number(format)
              + ", this program knows "
              + FORMAT);
    }
    return new MvccStore(engine, snapshot, events, bounds);
  }

  private static long number(Engine.Snapshot snapshot, byte[] name, long otherwise) {
    byte[] value = snapshot.get(Table.META, name);
    return value == null ? otherwise : MetaKey.number(value);
  }

  /**
   * Position of the last entry applied or skipped. Any thread; a view opened afterwards shows all
   * that was applied up to it, which is what a linearizable read waits for.
   */
  public LogPosition applied() {
    return applied;
  }

  /**
   * Applies one entry: apply thread only. One outcome per command, in order. With {@code answer}
   * false the outcomes are complete except that ranges, previous pairs and counts may be left out.
   */
  public List<Outcome<?>> apply(
      LogPosition at, List<? extends Command<?>> commands, boolean answer) {
    checkAfterApplied(at);
    Staged staged = new Staged(current, leases, registers, bounds.remembered());
    Decisions decisions = new Decisions(staged, answer, bounds);
    List<Outcome<?>> outcomes = new ArrayList<>(commands.size());
    for (Command<?> command : commands) {
      outcomes.add(decisions.carryOut(command));
    }
    if (staged.isEmpty()) {
      applied = at;
    } else {
      commit(at, staged);
    }
    return outcomes;
  }

  /**
   * Remembers the position of an entry that holds nothing for the store; written with the next
   * batch. Apply thread only.
   */
  public void skip(LogPosition at) {
    checkAfterApplied(at);
    applied = at;
  }

  private void checkAfterApplied(LogPosition at) {
    Invariant.check(at.index() > applied.index(), "entry %s after %s", at, applied);
  }

  private void commit(LogPosition at, Staged staged) {
    batch.clear();
    long added = bytesAdded + new BatchWriter(staged, batch, counts).write();
    batch.put(Table.META, MetaKey.APPLIED, MetaKey.position(at));
    batch.put(Table.META, MetaKey.HEAD, MetaKey.number(staged.head()));
    batch.put(Table.META, MetaKey.BYTES_ADDED, MetaKey.number(added));
    committing.lock();
    try {
      engine.commit(batch);
      persisted = at;
    } finally {
      committing.unlock();
    }
    bytesAdded = added;
    staged.leases().forEach(leases::set);
    registers = staged.registers();
    publish(staged);
    applied = at; // last: whoever sees it must find the rest
  }

  private void publish(Staged staged) {
    Generation last = current;
    current = readers.generation(engine.snapshot(), counts.root(), staged.head(), staged.floor());
    last.release();
    List<EventBatch> happened = Events.of(staged);
    if (!happened.isEmpty()) {
      events.accept(happened);
    }
  }

  /**
   * The store as it is now. Any thread; close it. Throws IllegalStateException after {@link
   * #close}.
   */
  public ReadView view() {
    return openView();
  }

  private StoreView openView() {
    return readers.view(() -> current);
  }

  /**
   * All of the store as it is now, to be copied elsewhere. Any thread; close it. Throws
   * IllegalStateException after {@link #close}, which also ends its reading.
   */
  public StoreExport export() {
    return readers.export(() -> current);
  }

  /** Head: newest main revision; 1 for a fresh store. */
  public long revision() {
    return current.head();
  }

  /** Lowest readable revision; -1 before the first compaction. */
  public long compactedRevision() {
    return current.floor();
  }

  public History history() {
    return history;
  }

  /** All raised, by member, then kind. */
  public List<Alarm> alarms() {
    return List.copyOf(registers.alarms());
  }

  /** By any member. */
  public boolean isRaised(Alarm.Kind kind) {
    return registers.isRaised(kind);
  }

  public Optional<Bytes> fact(Bytes name) {
    return registers.fact(name);
  }

  /** Facts whose names begin with {@code prefix}, by name. */
  public SortedMap<Bytes, Bytes> facts(Bytes prefix) {
    return registers.facts(prefix);
  }

  public Optional<LeaseRecord> lease(long id) {
    return Optional.ofNullable(leases.get(id));
  }

  /** Ascending by id. */
  public List<LeaseRecord> leases() {
    return leases.all();
  }

  /** Keys attached to a lease, ascending; none where there is no such lease. */
  public List<Bytes> leaseKeys(long id) {
    try (StoreView view = openView()) {
      return LeaseTable.keysOf(view.generation().snapshot(), id);
    }
  }

  /**
   * Bytes of all kept records, keys of the table and records as etcd stores them: what a quota is
   * held against.
   */
  public long logicalBytes() {
    return bytesAdded - compaction.bytesRemoved();
  }

  /** At most {@link #logicalBytes}. */
  public long logicalBytesInUse() {
    return logicalBytes();
  }

  /** Bytes the engine takes, on disk or in memory. */
  public long physicalBytes() {
    return engine.physicalBytes();
  }

  /**
   * Rewrites the engine's files without what was deleted. Any thread; long, blocks neither reads
   * nor writes.
   */
  public void compactFiles() {
    engine.compact();
  }

  /**
   * Removes compacted data for about {@code maxRecords} records (whole revisions); false = nothing
   * left to do. One background thread.
   */
  public boolean compactStep(int maxRecords) {
    try (StoreView view = openView()) {
      return compaction.step(view.generation().snapshot(), view.compactedRevision(), maxRecords);
    }
  }

  /** Revision up to which compacted data is gone from the disk; 0 = none yet. */
  public long physicallyCompacted() {
    return compaction.done();
  }

  /** Returns when everything applied so far survives a power cut. Any thread. */
  public void flush() {
    committing.lock();
    try {
      persistPosition();
    } finally {
      committing.unlock();
    }
    engine.flush();
  }

  /**
   * Writes a complete copy of the store into {@code directory}, which must not exist; returns the
   * position at which the copy stands. Any thread; entries wait while the engine links its files,
   * after they were flushed.
   */
  public LogPosition checkpoint(Path directory) {
    engine.flush();
    committing.lock();
    try {
      persistPosition();
      engine.checkpoint(directory);
      return persisted;
    } finally {
      committing.unlock();
    }
  }

  /** Under the lock: the position of entries that changed nothing is not written with them. */
  private void persistPosition() {
    LogPosition now = applied;
    if (now.index() > persisted.index()) { // behind while an entry is being shown
      Batch position = new Batch();
      position.put(Table.META, MetaKey.APPLIED, MetaKey.position(now));
      engine.commit(position);
      persisted = now;
    }
  }

  /**
   * Revokes exports, waits for open views and closes the engine, which flushes. Apply and
   * compaction have ended before. Throws IllegalStateException where views are still open after
   * {@link #CLOSE_PATIENCE}; the engine then stays open.
   */
  @Override
  public void close() {
    if (!readers.refuse()) {
      return;
    }
    committing.lock();
    try {
      persistPosition();
    } finally {
      committing.unlock();
    }
    current.release();
    readers.awaitClosed(CLOSE_PATIENCE);
    engine.close();
  }
}
