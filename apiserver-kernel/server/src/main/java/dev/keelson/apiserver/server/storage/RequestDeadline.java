package dev.keelson.apiserver.server.storage;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Until when a request has to be answered, whatever it asks of the store on its way: one bound for
 * all of it, so that a store which does not answer is not waited for again and again.
 */
public final class RequestDeadline {
  /** Upstream's {@code --request-timeout}. */
  public static final Duration LONGEST = Duration.ofSeconds(60);

  /** By the clock of {@link System#nanoTime}. */
  private static final ScopedValue<Long> END = ScopedValue.newInstance();

  private RequestDeadline() {}

  /** Does {@code work}, whose waits for the store end {@code limit} from now. */
  public static <T> T within(Duration limit, Supplier<T> work) {
    long end = System.nanoTime() + limit.toNanos();
    return ScopedValue.where(END, end).call(work::get);
  }

  /** How long the calling thread may wait; {@link #LONGEST} where it answers no request. */
  public static Duration left() {
    return END.isBound() ? Duration.ofNanos(Math.max(0, END.get() - System.nanoTime())) : LONGEST;
  }

  /** The shorter of {@code most} and what is left. */
  public static Duration left(Duration most) {
    Duration left = left();
    return left.compareTo(most) < 0 ? left : most;
  }
}
