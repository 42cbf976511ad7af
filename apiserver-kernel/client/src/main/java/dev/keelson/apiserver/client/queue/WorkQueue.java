package dev.keelson.apiserver.client.queue;

import dev.keelson.apiserver.client.time.Timing;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keys to be worked on, first in, first out. A key that waits is not added twice; one that is in
 * work and added is taken again after {@link #done}, never beside itself. What waits is bounded by
 * the keys there are. Thread-safe.
 */
public final class WorkQueue<K> {
  private record Delay(long at, Timing.Task task) {}

  private final Timing timing;
  private final RetryLimits<K> limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** To be worked on: waiting, or in work and added since. */
  private final Set<K> dirty = new HashSet<>();

  private final ArrayDeque<K> ready = new ArrayDeque<>();
  private final Map<K, Long> addedAt = new HashMap<>();
  private final Map<K, Long> workingSince = new LinkedHashMap<>();
  private final Map<K, Delay> delayed = new HashMap<>();
  private final Durations.Tally waits = new Durations.Tally();
  private final Durations.Tally works = new Durations.Tally();
  private long adds;
  private long retries;
  private boolean isShutDown;

  /** Of what waits or is in work, as the timing's activity was told. */
  private int counted;

  public WorkQueue(Timing timing, RetryLimits<K> limits) {
    this.timing = timing;
    this.limits = limits;
  }

  public static <K> WorkQueue<K> usual(Timing timing) {
    return new WorkQueue<>(timing, RetryLimits.usual(timing));
  }

  /** Nothing, once shut down. */
  public void add(K key) {
    lock.lock();
    try {
      if (isShutDown || !dirty.add(key)) {
        return;
      }
      adds++;
      addedAt.put(key, timing.nanos());
      if (!workingSince.containsKey(key)) {
        ready.add(key);
        changed.signal();
      }
      count();
    } finally {
      lock.unlock();
    }
  }

  /** What was ready when the queue was shut down nobody need take. */
  private void count() {
    int now = (isShutDown ? 0 : ready.size()) + workingSince.size();
    for (; counted < now; counted++) {
      timing.activity().begin();
    }
    for (; counted > now; counted--) {
      timing.activity().end();
    }
  }

  /** Of two delays of one key the shorter counts. */
  public void addAfter(K key, Duration delay) {
    if (!delay.isPositive()) {
      add(key);
      return;
    }
    lock.lock();
    try {
      if (isShutDown) {
        return;
      }
      long at = timing.nanos() + delay.toNanos();
      Delay known = delayed.get(key);
      if (known != null) {
        if (known.at() - at <= 0) {
          return;
        }
        known.task().cancel();
      }
      delayed.put(key, new Delay(at, timing.schedule(delay, () -> addDelayed(key, at))));
    } finally {
      lock.unlock();
    }
  }

  private void addDelayed(K key, long at) {
    lock.lock();
    try {
      Delay known = delayed.get(key);
      if (known != null && known.at() == at) {
        delayed.remove(key);
        add(key);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Later, the more often it failed. */
  public void addRateLimited(K key) {
    lock.lock();
    try {
      retries++;
    } finally {
      lock.unlock();
    }
    addAfter(key, limits.next(key));
  }

  /** It went well: its failures do not count any more. */
  public void forget(K key) {
    limits.forget(key);
  }

  public int failures(K key) {
    return limits.failures(key);
  }

  /**
   * Waits for a key. Whoever takes it calls {@link #done} with it, on the same thread.
   *
   * @return empty: shut down, and nothing is left
   */
  public Optional<K> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (ready.isEmpty() && !isShutDown) {
        changed.await();
      }
      K key = ready.poll();
      if (key == null) {
        return Optional.empty();
      }
      long now = timing.nanos();
      Long since = addedAt.remove(key);
      waits.add(since == null ? 0 : now - since);
      dirty.remove(key);
      workingSince.put(key, now);
      timing.activity().setCarried(true);
      count();
      return Optional.of(key);
    } finally {
      lock.unlock();
    }
  }

  /** Of a key that is not in work, nothing. */
  public void done(K key) {
    lock.lock();
    try {
      Long since = workingSince.remove(key);
      if (since == null) {
        return;
      }
      works.add(timing.nanos() - since);
      if (dirty.contains(key)) {
        ready.add(key);
      }
      timing.activity().setCarried(false);
      count();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is added any more; what waits for its time is dropped, what is ready can be taken. */
  public void shutDown() {
    lock.lock();
    try {
      isShutDown = true;
      delayed.values().forEach(each -> each.task().cancel());
      delayed.clear();
      count();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * As {@link #shutDown}, and waits until all that was ready is done.
   *
   * @param bound of the machine's time
   * @return whether it is
   */
  public boolean drain(Duration bound) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      shutDown();
      long left = bound.toNanos();
      while (!ready.isEmpty() || !workingSince.isEmpty()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  public boolean isShutDown() {
    lock.lock();
    try {
      return isShutDown;
    } finally {
      lock.unlock();
    }
  }

  public QueueStats stats() {
    lock.lock();
    try {
      long now = timing.nanos();
      long longest = 0;
      long unfinished = 0;
      for (long since : workingSince.values()) {
        longest = Math.max(longest, now - since);
        unfinished += now - since;
      }
      return new QueueStats(
          ready.size(),
          delayed.size(),
          workingSince.size(),
          adds,
          retries,
          waits.durations(),
          works.durations(),
          Duration.ofNanos(longest),
          Duration.ofNanos(unfinished));
    } finally {
      lock.unlock();
    }
  }
}
