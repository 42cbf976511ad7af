package dev.keelson.apiserver.server.http;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One timer a connection: requests only move deadlines, which costs nothing, and the timer looks at
 * them when the earliest may be due. Event loop only; times are {@link System#nanoTime}'s.
 */
final class Watchdog {
  private final EventExecutor loop;
  private final LongUnaryOperator check;
  private @Nullable Future<?> timer;
  private long due;
  private boolean stopped;

  /**
   * @param check given now, acts on what is due and returns when to look again
   */
  Watchdog(EventExecutor loop, LongUnaryOperator check) {
    this.loop = loop;
    this.check = check;
  }

  /** The check runs at this time or earlier. */
  void expect(long deadline) {
    if (stopped || (timer != null && deadline - due >= 0)) {
      return;
    }
    if (timer != null) {
      timer.cancel(false);
    }
    due = deadline;
    timer =
        loop.schedule(this::look, Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  private void look() {
    timer = null;
    expect(check.applyAsLong(System.nanoTime()));
  }

  void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
