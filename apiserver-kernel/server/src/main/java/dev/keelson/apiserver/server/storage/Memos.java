package dev.keelson.apiserver.server.storage;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;

/**
 * Bounds what all {@link Stored} of the caches together keep beside their bytes: trees, protobuf,
 * watch frames. What was made first goes first, unless it was asked for again since. One lock, held
 * for the time of a queue's append: taken when something was made, which costs far more.
 */
public final class Memos {
  /** For what nobody holds for long: what it keeps goes with it. */
  static final Memos UNBOUNDED = new Memos(Long.MAX_VALUE);

  private record Kept(WeakReference<Stored> stored, long weight) {}

  private final long budget;
  private final ArrayDeque<Kept> queue = new ArrayDeque<>();
  private long held;

  /**
   * @param budget in bytes, as the makers estimate them
   */
  public Memos(long budget) {
    this.budget = budget;
  }

  /** An eighth of the heap. */
  public static Memos ofHeap() {
    return new Memos(Runtime.getRuntime().maxMemory() / 8);
  }

  void kept(Stored stored, long weight) {
    if (budget == Long.MAX_VALUE) {
      return;
    }
    synchronized (queue) {
      queue.addLast(new Kept(new WeakReference<>(stored), weight));
      held += weight;
      // Each is passed over at most once, so that a second look at all of them ends it.
      for (int looks = 2 * queue.size(); held > budget && looks > 0; looks--) {
        Kept oldest = queue.removeFirst();
        Stored its = oldest.stored.get();
        if (its != null && its.takeUsed()) {
          queue.addLast(oldest);
        } else {
          held -= oldest.weight;
          if (its != null) {
            its.forget();
          }
        }
      }
    }
  }

  /** In bytes. */
  public long held() {
    synchronized (queue) {
      return held;
    }
  }
}
