package dev.keelson.apiserver.client;

import java.util.Optional;

/** What a watch brings, in order. One reader. */
public interface EventStream extends AutoCloseable {
  /**
   * Waits for it.
   *
   * @return empty: it is over, because the server ended it or {@link #close} was called
   * @throws TransportFailure it broke off, or its reader was interrupted
   * @throws dev.keelson.apiserver.model.json.BadJson the server sent what is no event
   */
  Optional<WatchEvent> next();

  /** Idempotent, any thread; wakes the reader. */
  @Override
  void close();
}
