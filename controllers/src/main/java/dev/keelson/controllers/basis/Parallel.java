package dev.keelson.controllers.basis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Work that waits mostly for the API server, some pieces at once. */
public final class Parallel {
  private Parallel() {}

  /**
   * @param most pieces at once, each on a virtual thread of its own
   * @return in order of the items
   * @throws RuntimeException what the first piece that failed threw, after all have ended
   */
  public static <T, R> List<R> map(List<T> items, int most, Function<T, R> piece)
      throws InterruptedException {
    List<R> results = new ArrayList<>(java.util.Collections.nCopies(items.size(), null));
    AtomicInteger next = new AtomicInteger();
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Math.min(most, items.size()); i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int at = next.getAndIncrement();
                        at < items.size();
                        at = next.getAndIncrement()) {
                      try {
                        R result = piece.apply(items.get(at));
                        synchronized (results) {
                          results.set(at, result);
                        }
                      } catch (RuntimeException e) {
                        failure.compareAndSet(null, e);
                      }
                    }
                  }));
    }
    try {
      for (Thread each : threads) {
        each.join();
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      throw e;
    }
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    return results;
  }
}
