package dev.keelson.raftstore.etcd;

import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Consumer;

/**
 * The memory that large answers may hold between them, from the first pair read until the last byte
 * is in the socket. What does not fit now waits in order of arrival, holding none of it; so nobody
 * waits for somebody who waits. What can never fit is refused.
 *
 * <p>An answer takes room as it grows, because nobody knows its size before it is read. Where the
 * room ends it gives back what it had and waits for twice that. Answers up to {@link #SMALL_BYTES}
 * do not come here: they are the hot ones, and as many of them as there are streams fit. Any
 * thread.
 */
final class AnswerBudget {
  /** Unit: bytes. */
  static final long SMALL_BYTES = 16 << 10;

  /** Room is taken in steps of this, so that a pair costs no lock. Unit: bytes. */
  static final long STEP_BYTES = 256 << 10;

  private static final int MOST_WAITING = 4_096;

  /** A client that does not take its answer must not hold up others for ever. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private record Waiting(Share share, long bytes, Runnable then, Consumer<EtcdErrors> dropped) {}

  private final long most;
  private final Executor executor;
  private final ScheduledExecutorService timer;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private long free;
  private boolean closed;

  /** {@code most} bytes; {@code executor} continues what has waited. */
  AnswerBudget(long most, Executor executor, ScheduledExecutorService timer) {
    this.most = Math.max(most, STEP_BYTES);
    this.free = this.most;
    this.executor = executor;
    this.timer = timer;
  }

  /**
   * Two fifths of the heap, where pairs are while they are read, but at most three fifths of what
   * sockets' buffers may take, where they are until they are sent.
   */
  static long standard() {
    return Math.min(
        Runtime.getRuntime().maxMemory() * 2 / 5, PlatformDependent.maxDirectMemory() * 3 / 5);
  }

  Share share() {
    return new Share();
  }

  private synchronized boolean take(long bytes) {
    if (bytes > free || !waiting.isEmpty()) {
      return false;
    }
    free -= bytes;
    return true;
  }

  private void give(long bytes) {
    synchronized (this) {
      free += bytes;
    }
    serve();
  }

  /** Whoever is first goes when it fits, and nobody before. */
  private void serve() {
    while (true) {
      Waiting next;
      synchronized (this) {
        next = waiting.peek();
        if (next == null || next.bytes() > free) {
          return;
        }
        waiting.remove();
        free -= next.bytes();
      }
      next.share().held = next.bytes();
      try {
        executor.execute(next.then());
      } catch (RejectedExecutionException e) {
        next.share().release();
        next.dropped().accept(EtcdErrors.TOO_MANY_REQUESTS);
      }
    }
  }

  /** Drops all who wait, and whoever comes to wait later. */
  void close() {
    Queue<Waiting> dropped;
    synchronized (this) {
      closed = true;
      dropped = new ArrayDeque<>(waiting);
      waiting.clear();
    }
    dropped.forEach(each -> each.dropped().accept(EtcdErrors.STOPPED));
  }

  private void giveUp(Waiting late) {
    boolean waited;
    synchronized (this) {
      waited = waiting.remove(late);
    }
    if (waited) {
      late.dropped().accept(EtcdErrors.TOO_MANY_REQUESTS);
      serve();
    }
  }

  private void giveUpLater(Waiting self) {
    if (!timer.isShutdown()) {
      timer.schedule(() -> giveUp(self), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** For tests: what nobody holds. */
  synchronized long free() {
    return free;
  }

  /** For tests: how many wait. */
  synchronized int waiting() {
    return waiting.size();
  }

  /** What one answer holds. One thread at a time, but {@link #release} may come from any. */
  final class Share {
    private static final AtomicLongFieldUpdater<Share> HELD =
        AtomicLongFieldUpdater.newUpdater(Share.class, "held");

    private long used;
    private volatile long held;

    private Share() {}

    /** Room for {@code bytes} more; false = there is none now. */
    boolean grow(long bytes) {
      long needed = used + bytes;
      if (needed > SMALL_BYTES && needed > held) {
        long step = Math.max(STEP_BYTES, needed - held);
        if (!take(step)) {
          return false;
        }
        HELD.addAndGet(this, step);
      }
      used = needed;
      return true;
    }

    /** Takes {@code bytes} whether they are there or not: the answer exists already. */
    void force(long bytes) {
      if (bytes > SMALL_BYTES) {
        synchronized (AnswerBudget.this) {
          free -= bytes;
        }
        HELD.addAndGet(this, bytes);
      }
    }

    /** What was taken and is not needed, now that the answer is known to have {@code bytes}. */
    void shrinkTo(long bytes) {
      long surplus = held - bytes;
      if (surplus > 0) {
        held = bytes;
        give(surplus);
      }
    }

    /**
     * After {@link #grow} has said no: gives up all, then continues with {@code then} once there is
     * room for twice as much; {@code dropped} where the server stops, too many wait, or it takes
     * too long. False: there can never be.
     */
    boolean retry(Runnable then, Consumer<EtcdErrors> dropped) {
      long had = held;
      if (had >= most) {
        return false;
      }
      long wanted = Math.min(most, Math.max(2 * had, 4 * STEP_BYTES));
      held = 0;
      used = 0;
      Waiting self = new Waiting(this, wanted, then, dropped);
      Optional<EtcdErrors> refused;
      synchronized (AnswerBudget.this) {
        free += had;
        refused =
            closed
                ? Optional.of(EtcdErrors.STOPPED)
                : waiting.size() >= MOST_WAITING
                    ? Optional.of(EtcdErrors.TOO_MANY_REQUESTS)
                    : Optional.empty();
        if (refused.isEmpty()) {
          waiting.add(self);
        }
      }
      serve();
      refused.ifPresentOrElse(dropped, () -> giveUpLater(self));
      return true;
    }

    /** Gives back everything; again does nothing. */
    void release() {
      long had = HELD.getAndSet(this, 0);
      if (had > 0) {
        give(had);
      }
    }
  }
}
