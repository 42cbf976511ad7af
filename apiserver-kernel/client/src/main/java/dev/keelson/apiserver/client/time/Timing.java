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

  /**
   * As {@link #sleep(Duration)}, where it does not matter if it is longer: looking round, renewing.
   *
   * @param slack how much longer will do; only a time that is leapt over takes it
   */
  default void sleep(Duration duration, Duration slack) throws InterruptedException {
    sleep(duration);
  }

  /**
   * As {@link #schedule(Duration, Runnable)}, where it may be later.
   *
   * @param slack how much later will do; only a time that is leapt over takes it
   */
  default Task schedule(Duration delay, Duration slack, Runnable task) {
    return schedule(delay, task);
  }

  /** Where whoever works by this time says so. */
  default Activity activity() {
    return Activity.IGNORED;
  }

  /** Something that is still to come. */
  interface Task {
    /** It does not run any more, unless it does so already. Idempotent. */
    void cancel();
  }

  static Timing system() {
    return SystemTiming.INSTANCE;
  }
}
