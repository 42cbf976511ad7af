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
 * in which it is due; sleepers wake when their time has come. Wall clock and monotone clock move
 * together, except by {@link #jumpWall}.
 */
public final class SteppedTiming implements Timing {
  /**
   * @param latest with its slack
   * @param isSleeper its task runs under the lock
   */
  private record Due(long at, long latest, long order, boolean isSleeper, Runnable task) {}

  private final Ledger ledger = new Ledger();
  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
  private Instant start;
  private long nanos;
  private long scheduled;

  public SteppedTiming(Instant start) {
    this.start = start;
  }

  @Override
  public Ledger activity() {
    return ledger;
  }

  /** Moves on, and does what is due on the way, each at its own time. */
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
      while (true) {
        Due first = due.peek();
        boolean isDue = first != null && first.at() <= until;
        nanos = isDue ? Math.max(nanos, first.at()) : until;
        if (!isDue) {
          return Optional.empty();
        }
        due.remove();
        if (!first.isSleeper()) {
          return Optional.of(first);
        }
        first.task().run();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Moves on at once to when the first thing cannot wait any longer, its slack included, and does
   * all that is due by then, each once.
   *
   * @param most no further than this
   * @return how far; zero where something was due already
   */
  public Duration leap(Duration most) {
    long from;
    long to;
    long before;
    lock.lock();
    try {
      from = nanos;
      to = from + most.toNanos();
      for (Due each : due) {
        to = Math.min(to, Math.max(from, each.latest()));
      }
      nanos = to;
      before = scheduled;
    } finally {
      lock.unlock();
    }
    for (Optional<Due> next = take(before); next.isPresent(); next = take(before)) {
      next.get().task().run();
    }
    return Duration.ofNanos(to - from);
  }

  /** The first that is due, of those that were scheduled before. */
  private Optional<Due> take(long before) {
    lock.lock();
    try {
      while (true) {
        Optional<Due> first =
            due.stream()
                .filter(each -> each.at() <= nanos && each.order() < before)
                .min(due.comparator());
        if (first.isEmpty()) {
          return first;
        }
        due.remove(first.get());
        if (!first.get().isSleeper()) {
          return first;
        }
        first.get().task().run();
      }
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
    sleep(duration, Duration.ZERO);
  }

  @Override
  public void sleep(Duration duration, Duration slack) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!duration.isPositive()) {
        return;
      }
      Sleeper sleeper = new Sleeper(lock.newCondition(), ledger.isCarried());
      Due waking = due(duration, slack, true, sleeper::wake);
      due.add(waking);
      sleeper.fallAsleep();
      try {
        while (sleeper.isAsleep) {
          sleeper.woken.await();
        }
      } finally {
        due.remove(waking);
        sleeper.wake();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock. Its thread is not counted while it sleeps. */
  private final class Sleeper {
    private final Condition woken;
    private final boolean isCarried;
    private boolean isAsleep;

    Sleeper(Condition woken, boolean isCarried) {
      this.woken = woken;
      this.isCarried = isCarried;
    }

    void fallAsleep() {
      isAsleep = true;
      if (isCarried) {
        ledger.end();
      }
    }

    void wake() {
      if (isAsleep) {
        isAsleep = false;
        if (isCarried) {
          ledger.begin();
        }
        woken.signal();
      }
    }
  }

  private Due due(Duration delay, Duration slack, boolean isSleeper, Runnable task) {
    long at = nanos + delay.toNanos();
    return new Due(at, at + slack.toNanos(), scheduled++, isSleeper, task);
  }

  @Override
  public Task schedule(Duration delay, Runnable task) {
    return schedule(delay, Duration.ZERO, task);
  }

  @Override
  public Task schedule(Duration delay, Duration slack, Runnable task) {
    lock.lock();
    try {
      Due entry = due(delay, slack, false, task);
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
