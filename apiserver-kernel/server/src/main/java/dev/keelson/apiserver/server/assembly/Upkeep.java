package dev.keelson.apiserver.server.assembly;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a server does again and again, each on a thread of its own, until it is closed. */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean isClosed;

  /** What fails is logged, and done again at the next time. */
  void every(Duration period, String name, Runnable task) {
    threads.add(
        Thread.ofVirtual()
            .name(name)
            .start(
                () -> {
                  while (!isClosed) {
                    wait(period);
                    attemptUnlessClosed(name, task);
                  }
                }));
  }

  /** What a server that is being closed cannot do any more need not be done. */
  private void attemptUnlessClosed(String name, Runnable task) {
    if (isClosed) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      if (!isClosed) {
        LOG.warn("{}: {}", name, e.toString());
      }
    }
  }

  static void attempt(String name, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.warn("{}: {}", name, e.toString());
    }
  }

  private void wait(Duration period) {
    long end = System.nanoTime() + period.toNanos();
    for (long left = period.toNanos(); left > 0 && !isClosed; left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    threads.forEach(LockSupport::unpark);
  }
}
