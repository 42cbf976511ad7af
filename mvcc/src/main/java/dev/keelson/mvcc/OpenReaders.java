package dev.keelson.mvcc;

import dev.keelson.mvcc.copy.StoreExport;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.index.BlockCounts;
import dev.keelson.mvcc.read.CurrentPairs;
import dev.keelson.mvcc.read.Generation;
import dev.keelson.mvcc.read.StoreView;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Who reads a store, and that all of them have ended before its engine closes. Any thread. */
final class OpenReaders {
  private static final int MANY = Integer.MAX_VALUE;

  private final Semaphore snapshots = new Semaphore(MANY);
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final Set<StoreExport> exports = ConcurrentHashMap.newKeySet();

  /** A generation, held once by the caller; {@code snapshot} is closed with its last holder. */
  Generation generation(Engine.Snapshot snapshot, BlockCounts counts, long head, long floor) {
    snapshots.acquireUninterruptibly();
    return new Generation(
        snapshot, new CurrentPairs(snapshot, counts), head, floor, snapshots::release);
  }

  /** Throws IllegalStateException after {@link #refuse}. */
  StoreView view(Supplier<Generation> newest) {
    return new StoreView(retained(newest));
  }

  /** Throws IllegalStateException after {@link #refuse}, which also ends its reading. */
  StoreExport export(Supplier<Generation> newest) {
    StoreExport export = new StoreExport(retained(newest), exports::remove);
    exports.add(export);
    if (!open.get()) {
      export.revoke(); // refuse may have looked before it was listed
    }
    return export;
  }

  /** The newest may be replaced, and released by the store, just as it is asked for. */
  private Generation retained(Supplier<Generation> newest) {
    while (true) {
      if (!open.get()) {
        throw new IllegalStateException("store is closed");
      }
      Generation now = newest.get();
      if (now.retain()) {
        return now;
      }
    }
  }

  /** No new ones from here on; false = so it was before. */
  boolean refuse() {
    return open.compareAndSet(true, false);
  }

  /**
   * Revokes exports and waits for views. Throws IllegalStateException where some are still open
   * after {@code patience}.
   */
  void awaitClosed(Duration patience) {
    List.copyOf(exports).forEach(StoreExport::revoke);
    if (!allClosed(patience)) {
      throw new IllegalStateException(
          "views still open after " + patience + ": " + (MANY - snapshots.availablePermits()));
    }
  }

  private boolean allClosed(Duration patience) {
    try {
      return snapshots.tryAcquire(MANY, patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
