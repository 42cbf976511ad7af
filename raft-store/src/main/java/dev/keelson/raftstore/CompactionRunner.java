package dev.keelson.raftstore;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Deletes compacted history in small steps with pauses between them, so that reads and writes
 * hardly feel it (rule 16). One thread; a crash in between costs nothing, the store knows how far
 * it is.
 */
final class CompactionRunner implements PhysicalCompaction, AutoCloseable {
  /** etcd's compaction-batch-limit and compaction-sleep-interval. */
  private static final int STEP_RECORDS = 1000;

  private static final long PAUSE_MILLIS = 10;

  private final StoreApplier applier;
  private final Consumer<Throwable> onFailure;
  private final Semaphore work =
      new Semaphore(1); // one permit: look for work left by an earlier run
  private final ConcurrentSkipListMap<Long, CompletableFuture<Void>> waiting =
      new ConcurrentSkipListMap<>();
  private final Thread thread;
  private volatile boolean closed;

  CompactionRunner(StoreApplier applier, Consumer<Throwable> onFailure) {
    this.applier = applier;
    this.onFailure = onFailure;
    this.thread = Thread.ofPlatform().name("compaction").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void wake() {
    work.release();
  }

  @Override
  public CompletableFuture<Void> whenReached(long revision) {
    CompletableFuture<Void> reached =
        waiting.computeIfAbsent(revision, _ -> new CompletableFuture<>());
    wake();
    return reached;
  }

  private void run() {
    try {
      while (!closed) {
        work.acquire();
        work.drainPermits();
        while (!closed && applier.compactStep(STEP_RECORDS)) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        Map<Long, CompletableFuture<Void>> reached =
            waiting.headMap(applier.store().physicallyCompacted(), true);
        reached.values().forEach(one -> one.complete(null));
        reached.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!closed) {
        onFailure.accept(e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    waiting.values().forEach(one -> one.cancel(false));
  }
}
