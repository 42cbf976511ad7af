package dev.keelson.launcher.cluster;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * When the threads of this process have nothing to do. Nearly all work of a cluster is on virtual
 * threads, of which the JVM tells how many want to run; the few others are known by name. A look
 * may fall between a thread's being woken and its waking, so it takes several that agree.
 */
final class Stillness {
  private static final int LOOKS = 4;
  private static final long BETWEEN_NANOS = 20_000;
  private static final long LONGER_NANOS = 200_000;

  private final VirtualThreadSchedulerMXBean virtual =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
  private Thread[] threads = new Thread[256];

  /** Whether it has come about. One thread at a time. */
  synchronized boolean await(Duration bound) throws InterruptedException {
    long deadline = System.nanoTime() + bound.toNanos();
    int agreeing = 0;
    while (agreeing < LOOKS) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      agreeing = isStill() ? agreeing + 1 : 0;
      if (agreeing == 0 && System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(agreeing == 0 ? LONGER_NANOS : BETWEEN_NANOS);
    }
    return true;
  }

  private boolean isStill() {
    int own = Thread.currentThread().isVirtual() ? 1 : 0;
    return virtual.getQueuedVirtualThreadCount() <= 0
        && virtual.getMountedVirtualThreadCount() <= own
        && arePlatformThreadsIdle();
  }

  private boolean arePlatformThreadsIdle() {
    int count = list();
    for (int i = 0; i < count; i++) {
      if (isOfCluster(threads[i].getName()) && isBusy(threads[i].getState())) {
        return false;
      }
    }
    return true;
  }

  private int list() {
    ThreadGroup all = Thread.currentThread().getThreadGroup();
    for (var up = Optional.of(all); up.isPresent(); up = Optional.ofNullable(all.getParent())) {
      all = up.get();
    }
    int count = all.enumerate(threads);
    while (count == threads.length) {
      threads = new Thread[threads.length * 2];
      count = all.enumerate(threads);
    }
    return count;
  }

  private static boolean isOfCluster(String name) {
    return name.startsWith("cacher-") || name.equals("mvcc-writer") || name.equals("scheduler");
  }

  private static boolean isBusy(Thread.State state) {
    return state == Thread.State.RUNNABLE || state == Thread.State.BLOCKED;
  }
}
