package dev.keelson.apiserver.server.storage;

import java.util.ArrayDeque;

/**
 * Bounds what all {@link Stored} together keep beside their bytes: trees, protobuf, watch frames.
 * What was made first goes first, unless it was asked for again since. One lock, held for the time
 * of a queue's append: taken when something was made, which costs far more.
 */
public final class Memos {
  private record Kept(Stored stored, long weight) {}

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
    synchronized (queue) {
      queue.addLast(new Kept(stored, weight));
      held += weight;
      // Each is passed over at most once, so that a second look at all of them ends it.
      for (int looks = 2 * queue.size(); held > budget && looks > 0; looks--) {
        Kept oldest = queue.removeFirst();
        if (oldest.stored.takeUsed()) {
          queue.addLast(oldest);
        } else {
          oldest.stored.forget();
          held -= oldest.weight;
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
