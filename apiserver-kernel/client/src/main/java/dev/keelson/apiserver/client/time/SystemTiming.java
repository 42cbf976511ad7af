package dev.keelson.apiserver.client.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The machine's. One daemon thread for all that is scheduled in the process. */
final class SystemTiming implements Timing {
  private static final Logger LOG = LoggerFactory.getLogger(SystemTiming.class);
  static final SystemTiming INSTANCE = new SystemTiming();

  private final ScheduledThreadPoolExecutor later;

  private SystemTiming() {
    later =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("client-timing").unstarted(task));
    later.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }

  @Override
  public Task schedule(Duration delay, Runnable task) {
    var future = later.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a scheduled task failed", e);
    }
  }
}
