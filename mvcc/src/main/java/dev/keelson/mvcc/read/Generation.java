package dev.keelson.mvcc.read;

import dev.keelson.mvcc.Invariant;
import dev.keelson.mvcc.engine.Engine;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The store between two batches: an engine snapshot, with head and floor as they were committed
 * with it. Shared by all views opened in that time and counted: the last release closes the
 * snapshot. Reads from any thread.
 */
public final class Generation {
  private final Engine.Snapshot snapshot;
  private final CurrentPairs current;
  private final long head;
  private final long floor;
  private final Runnable closed;
  private final AtomicInteger holders = new AtomicInteger(1);

  /**
   * Held once, by the maker. {@code closed} runs after the snapshot was closed, on the thread of
   * the last holder.
   */
  public Generation(
      Engine.Snapshot snapshot, CurrentPairs current, long head, long floor, Runnable closed) {
    this.snapshot = snapshot;
    this.current = current;
    this.head = head;
    this.floor = floor;
    this.closed = closed;
  }

  /** False where the last holder has already gone: then there is a newer one. */
  public boolean retain() {
    for (int now = holders.get(); now > 0; now = holders.get()) {
      if (holders.compareAndSet(now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  public void release() {
    int left = holders.decrementAndGet();
    Invariant.check(left >= 0, "released more often than held: %d", left);
    if (left == 0) {
      snapshot.close();
      closed.run();
    }
  }

  public Engine.Snapshot snapshot() {
    return snapshot;
  }

  public CurrentPairs current() {
    return current;
  }

  /**
   * The pairs as of {@code revision}; 0 or less = head. The caller has checked that it can be read.
   */
  public Pairs at(long revision) {
    return revision <= 0 || revision == head
        ? current
        : new OldPairs(snapshot, current, head, revision);
  }

  public long head() {
    return head;
  }

  public long floor() {
    return floor;
  }
}
