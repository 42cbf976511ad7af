package dev.keelson.apiserver.client.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock that stands until it is moved. What is due runs on the thread that moves it, in the order
 * in which it is due, each at its own time; sleepers wake when their time has come. Wall clock and
 * monotone clock move together, except by {@link #jumpWall}.
 */
public final class SteppedTiming implements Timing {
  private record Due(long at, long order, Runnable task) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
  private Instant start;
  private long nanos;
  private long scheduled;

  public SteppedTiming(Instant start) {
    this.start = start;
  }

  /** Moves on, and does what is due on the way. */
  public void advance(Duration by) {
    long until = nanos() + by.toNanos();
    for (Optional<Due> next = moveTo(until); next.isPresent(); next = moveTo(until)) {
      next.get().task().run();
    }
  }

  /** To the first thing due before {@code until}, or to there. */
  private Optional<Due> moveTo(long until) {
    lock.lock();
    try {
      Due first = due.peek();
      boolean isDue = first != null && first.at() <= until;
      nanos = isDue ? Math.max(nanos, first.at()) : until;
      moved.signalAll();
      return isDue ? Optional.of(due.remove()) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Until the first thing is due or the first sleeper wakes; empty: nothing waits for time. */
  public Optional<Duration> untilNext() {
    lock.lock();
    try {
      return Optional.ofNullable(due.peek())
          .map(first -> Duration.ofNanos(Math.max(0, first.at() - nanos)));
    } finally {
      lock.unlock();
    }
  }

  /** The wall clock is set, as an administrator or NTP does; monotone time does not notice. */
  public void jumpWall(Duration by) {
    lock.lock();
    try {
      start = start.plus(by);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Instant now() {
    lock.lock();
    try {
      return start.plusNanos(nanos);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long nanos() {
    lock.lock();
    try {
      return nanos;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long until = nanos + duration.toNanos();
      Due waking = new Due(until, scheduled++, () -> {});
      due.add(waking);
      try {
        while (nanos < until) {
          moved.await();
        }
      } finally {
        due.remove(waking);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Task schedule(Duration delay, Runnable task) {
    lock.lock();
    try {
      Due entry = new Due(nanos + delay.toNanos(), scheduled++, task);
      due.add(entry);
      return () -> cancel(entry);
    } finally {
      lock.unlock();
    }
  }

  private void cancel(Due entry) {
    lock.lock();
    try {
      due.remove(entry);
    } finally {
      lock.unlock();
    }
  }
}
