package dev.keelson.apiserver.client.time;

import java.time.Duration;
import java.time.Instant;

/** What time it is, and what happens later. Thread-safe. */
public interface Timing {
  /** The wall clock's: may jump. For what is written down, never for measuring. */
  Instant now();

  /** Never goes back; its zero means nothing. */
  long nanos();

  void sleep(Duration duration) throws InterruptedException;

  /** {@code task} runs once, on any thread, and returns at once. */
  Task schedule(Duration delay, Runnable task);

  /** Something that is still to come. */
  interface Task {
    /** It does not run any more, unless it does so already. Idempotent. */
    void cancel();
  }

  static Timing system() {
    return SystemTiming.INSTANCE;
  }
}
