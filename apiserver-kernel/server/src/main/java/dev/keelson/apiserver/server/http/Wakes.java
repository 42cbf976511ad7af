package dev.keelson.apiserver.server.http;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gathers what other threads have for one connection, so that a batch of events for a thousand
 * watches of it costs one task and one flush.
 */
final class Wakes {
  /** Something to do on the event loop. */
  interface Work {
    void run();

    /** The event loop is no more. Any thread. */
    void lost();
  }

  /** Done in one go before what was written is flushed. */
  private static final int BATCH = 512;

  private final Executor loop;
  private final Runnable flush;
  private final Queue<Work> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  Wakes(Executor loop, Runnable flush) {
    this.loop = loop;
    this.flush = flush;
  }

  /** Any thread. */
  void add(Work work) {
    waiting.add(work);
    schedule();
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      try {
        loop.execute(this::drain);
      } catch (RejectedExecutionException _) {
        scheduled.set(false);
        for (Work work = waiting.poll(); work != null; work = waiting.poll()) {
          work.lost();
        }
      }
    }
  }

  private void drain() {
    scheduled.set(false); // before the queue is read: what comes later schedules again
    Work work = waiting.poll();
    for (int done = 0; work != null; done++) {
      work.run();
      if (done == BATCH) {
        schedule();
        break;
      }
      work = waiting.poll();
    }
    flush.run();
  }
}
