package dev.keelson.apiserver.server.storage.cache;

import java.util.concurrent.atomic.LongAdder;

/**
 * From one reading of all objects to the next: usually as long as the process lives. The writer
 * publishes; watchers belong to one and end with it.
 */
final class Epoch {
  final EventWindow window;
  final Interests interests = new Interests();
  final LongAdder sent;
  private final long started;
  private volatile CacheState state;

  /**
   * @param sent counts what watches were handed
   */
  Epoch(CacheState state, int events, LongAdder sent) {
    this.sent = sent;
    this.started = state.revision();
    this.window = new EventWindow(state.revision(), events);
    this.state = state;
  }

  /** What is in here was told to all whom it concerns. */
  CacheState state() {
    return state;
  }

  /** Another number after every change of any object. */
  long changes() {
    return started + state.next();
  }

  /** Writer. */
  void publish(CacheState next) {
    state = next;
  }
}
