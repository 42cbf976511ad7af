package dev.keelson.controllers.pod;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Many calls of one sort, side by side: first one, then as many again as have gone well. So a quota
 * that is used up costs one refusal and not five hundred.
 */
public final class SlowStart {
  /** Calls in a pass, and so side by side; upstream's. */
  public static final int BURST = 500;

  /**
   * @param done calls that went well
   * @param failure the first of the batch that had one; later batches were not begun
   */
  public record Outcome(int done, Optional<RuntimeException> failure) {}

  private SlowStart() {}

  /**
   * On virtual threads; returns when all calls that were begun have ended.
   *
   * @param count calls wanted; {@code call} is told which, from 0
   * @throws InterruptedException the calls that were under way have been interrupted
   */
  public static Outcome run(int count, IntConsumer call) throws InterruptedException {
    int done = 0;
    int next = 0;
    for (int batch = Math.min(count, 1); batch > 0; batch = Math.min(count - next, batch * 2)) {
      Outcome outcome = together(next, batch, call);
      done += outcome.done();
      next += batch;
      if (outcome.failure().isPresent()) {
        return new Outcome(done, outcome.failure());
      }
    }
    return new Outcome(done, Optional.empty());
  }

  /** All at once: for deletions, which nothing refuses. */
  public static Outcome together(int count, IntConsumer call) throws InterruptedException {
    return together(0, count, call);
  }

  private static Outcome together(int first, int count, IntConsumer call)
      throws InterruptedException {
    if (count == 0) {
      return new Outcome(0, Optional.empty());
    }
    List<Future<?>> calls = new ArrayList<>(count);
    // Closing it waits for the calls, and interrupts them if this thread is interrupted.
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        int which = first + i;
        calls.add(threads.submit(() -> call.accept(which)));
      }
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    int done = 0;
    Optional<RuntimeException> failure = Optional.empty();
    for (Future<?> each : calls) {
      Optional<RuntimeException> problem = problem(each);
      done += problem.isEmpty() ? 1 : 0;
      failure = failure.or(() -> problem);
    }
    return new Outcome(done, failure);
  }

  private static Optional<RuntimeException> problem(Future<?> call) throws InterruptedException {
    try {
      call.get();
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(
          e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e));
    }
  }
}
