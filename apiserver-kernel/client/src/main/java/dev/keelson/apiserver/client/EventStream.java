package dev.keelson.apiserver.client;

import dev.keelson.apiserver.model.ApiFailure;
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

  /** What a transport throws where the answer to a watch is none. */
  static ApiFailure refused(int status, byte[] body) {
    return new ApiFailure(Statuses.of(status, body));
  }
}
