package dev.keelson.benchmarks.cluster;

import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.model.ApiFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** Does the same for many numbers, a bounded number of them at once. */
final class Writers {
  private static final int CONFLICT = 409;

  private final int atOnce;

  Writers(int atOnce) {
    this.atOnce = atOnce;
  }

  /**
   * For 0 to {@code count} - 1; returns when all are done.
   *
   * @throws ApiFailure the first that was refused, and what was left is not begun
   * @throws TransportFailure likewise, without an answer
   */
  void each(int count, IntConsumer work) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<RuntimeException> failure = new AtomicReference<>(null);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Math.min(atOnce, count); i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> {
                for (int n; (n = next.getAndIncrement()) < count; ) {
                  try {
                    work.accept(n);
                  } catch (RuntimeException e) {
                    failure.compareAndSet(null, e);
                    next.set(count);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    RuntimeException first = failure.get();
    if (first != null) {
      throw first;
    }
  }

  /** Whatever is there already stays as it is. */
  static void unlessThere(Runnable creation) {
    try {
      creation.run();
    } catch (ApiFailure e) {
      if (e.status().code() != CONFLICT) {
        throw e;
      }
    }
  }
}
