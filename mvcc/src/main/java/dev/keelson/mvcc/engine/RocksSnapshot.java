package dev.keelson.mvcc.engine;

import dev.keelson.mvcc.Invariant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;

/**
 * A native snapshot and the one {@code ReadOptions} that names it, shared by all gets through it.
 */
final class RocksSnapshot implements Engine.Snapshot {
  private final RocksEngine engine;
  private final org.rocksdb.Snapshot snapshot;
  private final ReadOptions options;
  private final AtomicBoolean closed = new AtomicBoolean();

  RocksSnapshot(RocksEngine engine, org.rocksdb.Snapshot snapshot) {
    this.engine = engine;
    this.snapshot = snapshot;
    this.options = new ReadOptions().setSnapshot(snapshot);
  }

  @Override
  public byte @Nullable [] get(Table table, byte[] key) {
    Invariant.check(!closed.getPlain(), "read through a closed snapshot");
    return engine.get(options, table, key);
  }

  @Override
  public Engine.Cursor scan(Table table, byte[] from, byte @Nullable [] to) {
    Invariant.check(!closed.getPlain(), "scan through a closed snapshot");
    return engine.cursor(this, table, from, to);
  }

  @Override
  public Engine.Cursor sweep(Table table) {
    Invariant.check(!closed.getPlain(), "scan through a closed snapshot");
    return engine.sweep(this, table);
  }

  /** New options for an iterator at this snapshot; the caller closes them. */
  ReadOptions newOptions() {
    Invariant.check(!closed.getPlain(), "scan through a closed snapshot");
    return new ReadOptions().setSnapshot(snapshot);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      options.close();
      engine.releaseSnapshot(snapshot);
    }
  }
}
