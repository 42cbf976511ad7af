package dev.keelson.scheduler.cycle;

import dev.keelson.apiserver.client.time.Activity;
import dev.keelson.scheduler.metrics.Count;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls to the API server, off the cycle's thread: one virtual thread each, {@value #AT_ONCE} of
 * them talking at a time.
 */
public final class ApiWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiWork.class);
  static final int AT_ONCE = 64;

  private final Semaphore turns = new Semaphore(AT_ONCE);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("scheduler-api-", 0).factory());
  private final Count running;
  private final Activity activity;
  private volatile boolean isClosed;

  /**
   * @param running a gauge
   * @param activity to which each counts from its start to its end
   */
  public ApiWork(Count running, Activity activity) {
    this.running = running;
    this.activity = activity;
  }

  /** Something that may wait. */
  interface Work {
    void run() throws InterruptedException;
  }

  /** Begins at once; where it talks to the server it waits for its {@link #turn}. */
  void start(Work work) {
    activity.begin();
    try {
      threads.execute(() -> activity.carry(() -> run(work)));
    } catch (RejectedExecutionException _) {
      activity.end();
      // Closed: nothing is begun any more.
    }
  }

  /** A single call. */
  void call(Runnable call) {
    start(() -> turn(call));
  }

  private void run(Work work) {
    running.add(1);
    try {
      work.run();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!isClosed) {
        LOG.error("the scheduler stumbled, talking to the API server", e);
      }
    } finally {
      running.add(-1);
    }
  }

  void turn(Runnable call) throws InterruptedException {
    turns.acquire();
    try {
      if (!isClosed) {
        call.run();
      }
    } finally {
      turns.release();
    }
  }

  boolean isClosed() {
    return isClosed;
  }

  /** What is under way is interrupted. Does not wait. */
  @Override
  public void close() {
    isClosed = true;
    threads.shutdownNow();
  }
}
