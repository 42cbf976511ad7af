package dev.keelson.apiserver.client.time;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An {@link Activity} that can be waited for. */
public final class Ledger implements Activity {
  /** A waiter looks by itself after this, in case it was another that was woken. */
  private static final long LOOK_NANOS = 1_000_000;

  private final AtomicLong underWay = new AtomicLong();
  private final AtomicLong begun = new AtomicLong();
  private final ThreadLocal<Boolean> carried = new ThreadLocal<>();
  private volatile @Nullable Thread waiter;

  @Override
  public void begin() {
    begun.incrementAndGet();
    underWay.incrementAndGet();
  }

  @Override
  public void end() {
    if (underWay.decrementAndGet() == 0) {
      Thread waiting = waiter;
      if (waiting != null) {
        LockSupport.unpark(waiting);
      }
    }
  }

  @Override
  public boolean isCarried() {
    return carried.get() != null;
  }

  @Override
  public void setCarried(boolean isCarried) {
    if (isCarried) {
      carried.set(true);
    } else {
      carried.remove();
    }
  }

  /** Things that are under way. */
  public long underWay() {
    return underWay.get();
  }

  /** Ever. If it is the same before and after a look at something, nothing was begun meanwhile. */
  public long begun() {
    return begun.get();
  }

  /**
   * Until nothing is under way.
   *
   * @param bound of the machine's time
   * @return whether that came about
   */
  public boolean awaitNone(Duration bound) throws InterruptedException {
    long deadline = System.nanoTime() + bound.toNanos();
    try {
      while (underWay.get() > 0) {
        waiter = Thread.currentThread();
        if (underWay.get() > 0) {
          LockSupport.parkNanos(this, LOOK_NANOS);
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (System.nanoTime() - deadline > 0) {
          return underWay.get() <= 0;
        }
      }
      return true;
    } finally {
      waiter = null;
    }
  }
}
