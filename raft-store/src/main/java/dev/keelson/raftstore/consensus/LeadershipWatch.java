package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.consensus.ReplicatedLog.Leadership;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells of every change of leadership, each once and in order, on a thread of its own. Ratis
 * announces a new leader but not the loss of one, nor a new term, so it is also looked at every
 * {@value #LOOK_MILLIS} ms.
 */
final class LeadershipWatch {
  private static final long LOOK_MILLIS = 100;

  private final Consumer<Leadership> listener;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("raft-leadership").factory());
  private volatile Supplier<Leadership> source;
  private Leadership told = new Leadership(0, 0, false);

  LeadershipWatch(Consumer<Leadership> listener) {
    this.listener = listener;
    this.source = () -> told;
  }

  void start(Supplier<Leadership> source) {
    this.source = source;
    thread.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Something may have changed. Any thread, returns at once. */
  void signal() {
    try {
      thread.execute(this::look);
    } catch (RejectedExecutionException e) {
      // closed
    }
  }

  private void look() {
    Leadership now = source.get();
    if (!now.equals(told)) {
      told = now;
      listener.accept(now);
    }
  }

  void close() {
    thread.shutdownNow();
  }
}
