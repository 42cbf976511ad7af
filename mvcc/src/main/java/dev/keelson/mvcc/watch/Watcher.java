package dev.keelson.mvcc.watch;

/**
 * One watch, pulled by one consumer. The store never waits for it: what it does not take in time it
 * reads again from history, at its own pace.
 *
 * <p>The {@link Mailbox} given at opening tells whenever {@link #poll} may have something new after
 * it answered {@link Delivery.Nothing}.
 */
public interface Watcher extends AutoCloseable {
  /**
   * Next delivery, in order. One thread at a time. Never blocks; catching up from history happens
   * elsewhere.
   */
  Delivery poll();

  /**
   * Whether everything up to {@code revision} that this watch wants was already taken by {@link
   * #poll}, and its start is not in the future; false once it has ended. True for all watches of a
   * stream is what a progress notice promises. Asked by the thread that polls.
   */
  boolean isSyncedTo(long revision);

  WatchSpec spec();

  /** Ends it; {@link #poll} then answers Nothing. Idempotent, any thread. */
  @Override
  void close();
}
