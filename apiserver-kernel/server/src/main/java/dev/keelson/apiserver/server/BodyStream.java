package dev.keelson.apiserver.server;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A body that is pulled by its one consumer (a connection) as fast as it can send. What it does not
 * take waits at the source, which bounds it.
 */
public interface BodyStream extends AutoCloseable {
  /** What {@link #poll} answers. */
  sealed interface Next {
    /** Pieces shared with other streams: read through duplicates, never written. */
    record Bytes(List<ByteBuffer> pieces) implements Next {}

    /** Nothing now; the waker tells. */
    record Nothing() implements Next {}

    /** It is over. */
    record End() implements Next {}
  }

  /**
   * Once, before the first poll. {@code wake} runs on any thread when there is something after a
   * poll that answered Nothing; it must return at once.
   */
  void onReady(Runnable wake);

  /** Never blocks. One thread at a time. */
  Next poll();

  /** The consumer has gone, or has seen the end. Idempotent, any thread. */
  @Override
  void close();
}
