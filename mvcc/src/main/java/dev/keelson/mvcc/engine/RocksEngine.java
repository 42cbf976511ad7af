package dev.keelson.mvcc.engine;

import dev.keelson.mvcc.Invariant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The engine on disk: RocksDB, one column family a table, no write-ahead log, all tables flushed at
 * once.
 *
 * <p>RocksDB in Java crashes the process, instead of throwing, when something is used after it was
 * closed. Two guards against that: calls hold the shared side of {@link #lifetime}, whose other
 * side {@link #close} takes; and close refuses while snapshots or cursors are open. Reads through a
 * snapshot take no lock: their snapshot being open is enough.
 */
public final class RocksEngine implements Engine {
  private final Path directory;
  private final RocksTuning tuning;
  private final RocksDB database;
  private final List<ColumnFamilyHandle> handles;
  private final WriteOptions withoutLog = new WriteOptions().setDisableWAL(true);
  private final ReadWriteLock lifetime = new ReentrantReadWriteLock();

  /** Snapshots and cursors that hold the database open. */
  private final AtomicInteger readers = new AtomicInteger();

  private boolean closed;

  private RocksEngine(
      Path directory, RocksTuning tuning, RocksDB database, List<ColumnFamilyHandle> handles) {
    this.directory = directory;
    this.tuning = tuning;
    this.database = database;
    this.handles = handles;
  }

  /**
   * Opens the tables in {@code directory}, which is made where it is missing (its parents too).
   * Throws {@link EngineFailure} where another engine has it open, it is damaged, or it was written
   * by a version with other tables.
   */
  public static RocksEngine open(Path directory, RocksOptions options) {
    RocksDB.loadLibrary(); // loads once in the life of the process
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new EngineFailure("cannot make data directory " + directory + ": " + e.getMessage(), e);
    }
    RocksTuning tuning = new RocksTuning(options);
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      DBOptions database = tuning.database();
      RocksDB db = RocksDB.open(database, directory.toString(), tuning.columnFamilies(), handles);
      RocksEngine engine = new RocksEngine(directory, tuning, db, List.copyOf(handles));
      engine.checkColumnFamilies();
      return engine;
    } catch (RocksDBException e) {
      tuning.close();
      throw RocksFailures.of(directory, "open " + directory, e);
    }
  }

  /** A batch names column families by number: a wrong number would write into another table. */
  private void checkColumnFamilies() {
    for (Table table : Table.values()) {
      int id = handle(table).getID();
      if (id != Batch.columnFamilyId(table)) {
        release();
        throw new EngineFailure(
            "table %s has number %d in %s, expected %d: written by another version"
                .formatted(table, id, directory, Batch.columnFamilyId(table)));
      }
    }
  }

  private ColumnFamilyHandle handle(Table table) {
    return handles.get(Batch.columnFamilyId(table));
  }

  private interface Call<T> {
    T run() throws RocksDBException;
  }

  /** While the database stays open. */
  private <T> T during(String doing, Call<T> call) {
    Lock open = lifetime.readLock();
    open.lock();
    try {
      Invariant.check(!closed, "engine of %s is closed: cannot %s", directory, doing);
      return call.run();
    } catch (RocksDBException e) {
      throw RocksFailures.of(directory, doing, e);
    } finally {
      open.unlock();
    }
  }

  @Override
  public void commit(Batch batch) {
    if (batch.isEmpty()) {
      return;
    }
    during(
        "write",
        () -> {
          try (WriteBatch encoded = new WriteBatch(batch.encoded())) {
            database.write(withoutLog, encoded);
          }
          return true;
        });
  }

  @Override
  public Snapshot snapshot() {
    return during(
        "take a snapshot",
        () -> {
          readers.incrementAndGet();
          return new RocksSnapshot(this, database.getSnapshot());
        });
  }

  @Override
  public void flush() {
    during(
        "flush",
        () -> {
          flushTables();
          return true;
        });
  }

  private void flushTables() throws RocksDBException {
    try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
      database.flush(waiting, handles);
    }
  }

  @Override
  public void checkpoint(Path into) {
    Invariant.check(!Files.exists(into), "checkpoint into %s, which exists", into);
    during(
        "write a checkpoint into " + into,
        () -> {
          try (Checkpoint checkpoint = Checkpoint.create(database)) {
            checkpoint.createCheckpoint(into.toString());
          }
          return true;
        });
  }

  @Override
  public Load load(Table table) {
    return during(
        "load " + table,
        () -> new RocksLoad(this, table, directory.resolve("load"), tuning.options(table)));
  }

  void ingest(Table table, List<String> files) {
    during(
        "take over files of " + table,
        () -> {
          try (IngestExternalFileOptions moved =
              new IngestExternalFileOptions().setMoveFiles(true)) {
            database.ingestExternalFile(handle(table), files, moved);
          }
          return true;
        });
  }

  @Override
  public void compact() {
    for (ColumnFamilyHandle handle : handles) {
      during(
          "compact",
          () -> {
            try (CompactRangeOptions beside =
                new CompactRangeOptions()
                    .setExclusiveManualCompaction(false)
                    .setAllowWriteStall(false)) {
              database.compactRange(handle, null, null, beside);
            }
            return true;
          });
    }
  }

  /**
   * Of the tables' files, also those that only snapshots still need. Changes not yet flushed are
   * not in it.
   */
  @Override
  public long physicalBytes() {
    return during(
        "measure", () -> database.getAggregatedLongProperty("rocksdb.total-sst-files-size"));
  }

  /**
   * Flushes first, so that the next start has nothing to replay. Waits for calls that are under
   * way.
   */
  @Override
  public void close() {
    Lock exclusive = lifetime.writeLock();
    exclusive.lock();
    try {
      if (closed) {
        return;
      }
      Invariant.check(
          readers.get() == 0, "engine of %s closed with %d open readers", directory, readers.get());
      closed = true;
      try {
        flushTables();
      } catch (RocksDBException e) {
        throw RocksFailures.of(directory, "flush while closing", e);
      } finally {
        release();
      }
    } finally {
      exclusive.unlock();
    }
  }

  private void release() {
    handles.forEach(ColumnFamilyHandle::close);
    database.close();
    withoutLog.close();
    tuning.close();
  }

  // What snapshots and cursors need. They are counted as readers, so the database is open.

  byte @Nullable [] get(ReadOptions options, Table table, byte[] key) {
    try {
      return database.get(handle(table), options, key);
    } catch (RocksDBException e) {
      throw RocksFailures.of(directory, "read " + table, e);
    }
  }

  RocksCursor cursor(RocksSnapshot snapshot, Table table, byte[] from, byte @Nullable [] to) {
    readers.incrementAndGet();
    return new RocksCursor(this, snapshot, table, from, to);
  }

  RocksCursor sweep(RocksSnapshot snapshot, Table table) {
    readers.incrementAndGet();
    return new RocksCursor(this, snapshot, table, new byte[0], null, true);
  }

  RocksIterator iterator(ReadOptions options, Table table) {
    return database.newIterator(handle(table), options);
  }

  void releaseCursor() {
    readers.decrementAndGet();
  }

  void releaseSnapshot(org.rocksdb.Snapshot snapshot) {
    database.releaseSnapshot(snapshot);
    readers.decrementAndGet();
  }

  EngineFailure scanFailure(Table table, RocksDBException e) {
    return RocksFailures.of(directory, "scan " + table, e);
  }
}
