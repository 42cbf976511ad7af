package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.storage.Stored;

/**
 * A watch, pulled by who sends it on; it holds nothing of its own but a place in what is kept for
 * all. Who falls too far behind sees the end, and asks again from where he was.
 */
public interface WatchFeed extends AutoCloseable {
  enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }

  /** What {@link #poll} answers. */
  sealed interface Next {
    /** Of a deletion, {@code stored} is the last state with the revision at which it went. */
    record Change(Type type, Stored stored) implements Next {}

    /**
     * All up to {@code revision} was told.
     *
     * @param endsInitialEvents to be annotated {@code k8s.io/initial-events-end: "true"}
     */
    record Bookmark(long revision, boolean endsInitialEvents) implements Next {}

    /** An ERROR event; the end follows. */
    record Failure(ApiStatus status) implements Next {}

    /** Nothing now; the waker tells. */
    record Nothing() implements Next {}

    record End() implements Next {}
  }

  /**
   * Once, before the first poll. {@code wake} runs on any thread when there may be something after
   * a poll that answered Nothing; it must return at once.
   */
  void onReady(Runnable wake);

  /** Never blocks. One thread at a time. */
  Next poll();

  /** Idempotent, any thread. */
  @Override
  void close();
}
