package dev.keelson.mvcc.copy;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Invariant;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.index.CountsLoader;
import dev.keelson.mvcc.key.CurrentRecord;
import dev.keelson.mvcc.key.HistoryKey;
import dev.keelson.mvcc.key.HistoryRecord;
import dev.keelson.mvcc.key.IndexKey;
import dev.keelson.mvcc.key.KeyValueLayout;
import dev.keelson.mvcc.key.LeaseKey;
import dev.keelson.mvcc.key.MetaKey;
import dev.keelson.mvcc.lease.LeaseRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Fills an empty engine with a whole store. Every table is written in its own order, so an engine
 * on disk gets finished files and has nothing to sort or compact later.
 *
 * <p>Three passes: records in their order, whose keys are sorted; the sorted keys, which give the
 * index, the current pairs and the counts, and tell each record what it supersedes; records in
 * their order again, which give the history. Memory is bounded ({@value #SORT_BYTES} bytes and
 * buffers), temporary files take some 60 bytes a record and its key.
 */
public final class StoreLoader {
  /** Of changes sorted in memory at once. Unit: bytes. */
  static final long SORT_BYTES = 32 << 20;

  private static final long TOLD_EVERY = 1 << 16;
  private static final int BATCH_BYTES = 1 << 20;

  private final Engine engine;
  private final Path scratch;
  private final long sortBytes;
  private final LongConsumer progress;
  private final Batch batch = new Batch();
  private final Set<Long> leases = new HashSet<>();
  private long records;
  private long bytes;
  private long newest = 1;

  /**
   * {@code scratch} exists, for temporary files; {@code progress} is told the number of records
   * done, of both passes together, now and then and at the end.
   */
  public StoreLoader(Engine engine, Path scratch, LongConsumer progress) {
    this(engine, scratch, SORT_BYTES, progress);
  }

  StoreLoader(Engine engine, Path scratch, long sortBytes, LongConsumer progress) {
    this.engine = engine;
    this.scratch = scratch;
    this.sortBytes = sortBytes;
    this.progress = progress;
  }

  /**
   * Loads everything; durable when it returns. Throws {@link BadRecord} for what is no history, and
   * then the engine holds a part of it: throw it away.
   */
  public void load(StoreContent content, RecordSource source) {
    content.leases().forEach(lease -> leases.add(lease.id()));
    try (KeySorter sorter = new KeySorter(scratch, sortBytes)) {
      sort(source, sorter);
      Path path = scratch.resolve("predecessors");
      Files.deleteIfExists(path);
      try (Predecessors predecessors = new Predecessors(path, records)) {
        byKey(source, sorter, predecessors);
        history(source, predecessors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use temporary files in " + scratch, e);
    }
    progress.accept(2 * records);
    facts(content);
    engine.flush();
  }

  private void sort(RecordSource source, KeySorter sorter) throws IOException {
    byte[] before = {};
    try (RecordSource.Placed in = source.open()) {
      while (in.next()) {
        byte[] key = in.key();
        checkRevision(before, key);
        sorter.add(change(key, in));
        newest = HistoryKey.main(key);
        bytes += key.length + in.valueLength();
        before = key;
        done(++records);
      }
    }
  }

  private static void checkRevision(byte[] before, byte[] key) {
    boolean formed =
        (key.length == HistoryKey.PUT_LENGTH
                || key.length == HistoryKey.TOMBSTONE_LENGTH && key[17] == 't')
            && key[8] == '_';
    if (!formed) {
      throw new BadRecord("%s is not a revision".formatted(Bytes.wrap(key)));
    }
    if (before.length > 0
        && Arrays.compareUnsigned(before, 0, HistoryKey.PUT_LENGTH, key, 0, HistoryKey.PUT_LENGTH)
            >= 0) {
      throw new BadRecord("revision %s comes again or too late".formatted(name(key)));
    }
  }

  private static String name(byte[] key) {
    return HistoryKey.main(key) + "." + HistoryKey.sub(key);
  }

  private Change change(byte[] revision, RecordSource.Placed in) {
    long main = HistoryKey.main(revision);
    boolean dead = HistoryKey.isTombstone(revision);
    byte[] key = {};
    if (in.valueLength() > 0) {
      KeyValueLayout.Fields pair = parse(revision, in);
      byte[] value = in.value();
      key =
          Arrays.copyOfRange(
              value,
              in.valueOffset() + pair.keyOffset,
              in.valueOffset() + pair.keyOffset + pair.keyLength);
      if (key.length == 0 || !dead && (pair.modRevision != main || pair.version < 1)) {
        throw new BadRecord(
            "the pair at revision %s has a key of %d bytes, revision %d and version %d"
                .formatted(name(revision), key.length, pair.modRevision, pair.version));
      }
    } else if (dead) {
      throw new BadRecord("the tombstone at revision %s has no key".formatted(name(revision)));
    }
    return new Change(
        key, records, main, HistoryKey.sub(revision), dead, in.valueLength(), in.place());
  }

  private static KeyValueLayout.Fields parse(byte[] revision, Records in) {
    try {
      return KeyValueLayout.parse(
          in.valueOffset() == 0 && in.valueLength() == in.value().length
              ? in.value()
              : Arrays.copyOfRange(
                  in.value(), in.valueOffset(), in.valueOffset() + in.valueLength()));
    } catch (RuntimeException e) {
      throw new BadRecord(
          "the record of revision %s is no pair: %s".formatted(name(revision), e.getMessage()));
    }
  }

  private void byKey(RecordSource source, KeySorter sorter, Predecessors predecessors)
      throws IOException {
    try (Engine.Load index = engine.load(Table.INDEX);
        Engine.Load current = engine.load(Table.CURRENT)) {
      ByKey pass = new ByKey(source, predecessors, index, current);
      sorter.drain(pass::take);
      pass.end();
      index.finish();
      current.finish();
    }
  }

  /** The second pass: changes of a key together, the keys in their order. */
  private final class ByKey {
    private final RecordSource source;
    private final Predecessors predecessors;
    private final Engine.Load index;
    private final Engine.Load current;
    private final CountsLoader counts = new CountsLoader(batch);
    private @Nullable Change last;

    ByKey(RecordSource source, Predecessors predecessors, Engine.Load index, Engine.Load current) {
      this.source = source;
      this.predecessors = predecessors;
      this.index = index;
      this.current = current;
    }

    void take(Change change) {
      Change before = last;
      if (before != null && !Arrays.equals(before.key(), change.key())) {
        endKey(before);
      } else if (before != null && !before.dead()) {
        predecessors.set(
            change.ordinal(), before.main(), before.sub(), HistoryRecord.putSize(before.size()));
      }
      index.put(
          IndexKey.of(change.key(), change.main(), change.sub()),
          change.dead() ? IndexKey.TOMBSTONE : IndexKey.PUT);
      last = change;
    }

    void end() {
      if (last != null) {
        endKey(last);
      }
      counts.finish();
      commit(0);
    }

    private void endKey(Change newest) {
      if (newest.dead() || newest.key().length == 0) {
        return;
      }
      byte[] pair = source.read(newest.place(), newest.size());
      current.put(newest.key(), CurrentRecord.encode(newest.sub(), pair));
      counts.add(newest.key());
      long lease = KeyValueLayout.parse(pair).lease;
      // etcd too leaves a key alone whose lease is not there.
      if (lease != 0 && leases.contains(lease)) {
        batch.put(Table.LEASE, LeaseKey.attachment(lease, newest.key()), LeaseKey.NOTHING);
      }
      commit(BATCH_BYTES);
    }
  }

  private void commit(int unlessBelow) {
    if (batch.size() >= unlessBelow) {
      engine.commit(batch);
      batch.clear();
    }
  }

  private void history(RecordSource source, Predecessors predecessors) {
    long ordinal = 0;
    try (RecordSource.Placed in = source.open();
        Engine.Load history = engine.load(Table.HISTORY)) {
      while (in.next()) {
        history.put(
            in.key(),
            HistoryRecord.encode(
                predecessors.main(ordinal),
                predecessors.sub(ordinal),
                predecessors.size(ordinal),
                in.value(),
                in.valueOffset(),
                in.valueLength()));
        done(records + ++ordinal);
      }
      Invariant.check(ordinal == records, "%d records, then %d", records, ordinal);
      history.finish();
    }
  }

  private void done(long steps) {
    if (steps % TOLD_EVERY == 0) {
      progress.accept(steps);
    }
  }

  private void facts(StoreContent content) {
    long head = Math.max(Math.max(content.head(), content.floor()), newest);
    for (LeaseRecord lease : content.leases()) {
      batch.put(Table.LEASE, LeaseKey.lease(lease.id()), LeaseKey.encode(lease));
    }
    for (Alarm alarm : content.alarms()) {
      batch.put(Table.META, MetaKey.alarm(alarm), LeaseKey.NOTHING);
    }
    content
        .facts()
        .forEach((name, value) -> batch.put(Table.META, MetaKey.fact(name), value.array()));
    if (content.floor() >= 0) {
      batch.put(Table.META, MetaKey.FLOOR, MetaKey.number(content.floor()));
    }
    batch.put(Table.META, MetaKey.COMPACTED, MetaKey.number(content.compacted()));
    batch.put(Table.META, MetaKey.HEAD, MetaKey.number(head));
    batch.put(Table.META, MetaKey.BYTES_ADDED, MetaKey.number(bytes));
    batch.put(Table.META, MetaKey.APPLIED, MetaKey.position(content.position()));
    batch.put(Table.META, MetaKey.FORMAT, MetaKey.number(MvccStore.FORMAT));
    commit(0);
  }
}
