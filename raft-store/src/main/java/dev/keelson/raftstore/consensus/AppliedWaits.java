package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.consensus.ReplicatedLog.NotCommitted;
import dev.keelson.raftstore.consensus.ReplicatedLog.NotCommitted.Why;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Who waits until an index is applied here. Completed by the apply thread; one future for all that
 * wait for one index.
 */
final class AppliedWaits {
  private static final CompletableFuture<Void> REACHED = CompletableFuture.completedFuture(null);

  private record Wait(long sinceNanos, CompletableFuture<Void> done) {}

  private final LongSupplier applied;
  private final long timeoutNanos;
  private final TreeMap<Long, Wait> waits = new TreeMap<>();
  private volatile long lowest = Long.MAX_VALUE;
  private volatile boolean closed;

  AppliedWaits(LongSupplier applied, Duration timeout) {
    this.applied = applied;
    this.timeoutNanos = timeout.toNanos();
  }

  /** Done at once if it is. The future is shared: nobody but this class may complete it. */
  CompletableFuture<Void> reach(long index) {
    if (applied.getAsLong() >= index) {
      return REACHED;
    }
    CompletableFuture<Void> done;
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(closedNow());
      }
      done =
          waits.computeIfAbsent(index, _ -> new Wait(System.nanoTime(), new CompletableFuture<>()))
              .done;
      lowest = waits.firstKey();
    }
    reached(applied.getAsLong()); // it may have come between the look and the entry
    return done;
  }

  /** Index of the last entry applied. */
  long reached() {
    return applied.getAsLong();
  }

  boolean isAwaited() {
    return lowest != Long.MAX_VALUE;
  }

  /** Apply thread, after every entry. */
  void reached(long index) {
    if (index < lowest) {
      return;
    }
    List<CompletableFuture<Void>> done = new ArrayList<>();
    synchronized (this) {
      Map<Long, Wait> over = waits.headMap(index, true);
      over.values().forEach(wait -> done.add(wait.done));
      over.clear();
      lowest = waits.isEmpty() ? Long.MAX_VALUE : waits.firstKey();
    }
    done.forEach(one -> one.complete(null));
  }

  /** Timer: gives up what has waited too long. */
  void expire() {
    if (lowest == Long.MAX_VALUE) {
      return;
    }
    long now = System.nanoTime();
    List<CompletableFuture<Void>> late = new ArrayList<>();
    synchronized (this) {
      Iterator<Wait> each = waits.values().iterator();
      while (each.hasNext()) {
        Wait wait = each.next();
        if (now - wait.sinceNanos > timeoutNanos) {
          each.remove();
          late.add(wait.done);
        }
      }
      lowest = waits.isEmpty() ? Long.MAX_VALUE : waits.firstKey();
    }
    NotCommitted why = new NotCommitted(Why.TIMEOUT, "waiting for an entry to be applied", null);
    late.forEach(one -> one.completeExceptionally(why));
  }

  void close() {
    List<Wait> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(waits.values());
      waits.clear();
      lowest = Long.MAX_VALUE;
    }
    left.forEach(wait -> wait.done.completeExceptionally(closedNow()));
  }

  private static NotCommitted closedNow() {
    return new NotCommitted(Why.CLOSED, "read barrier", null);
  }
}
