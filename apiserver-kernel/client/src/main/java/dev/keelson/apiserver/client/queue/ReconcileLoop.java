package dev.keelson.apiserver.client.queue;

import dev.keelson.apiserver.client.Withdrawal;
import dev.keelson.apiserver.model.ApiFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Workers, each on a virtual thread: take a name, reconcile it, put it back if that is said. */
public final class ReconcileLoop<K> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReconcileLoop.class);

  /** What is in work when it is closed may end in this. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final String name;
  private final WorkQueue<K> queue;
  private final Reconciler<K> reconciler;
  private final List<Thread> workers = new ArrayList<>();
  private boolean isClosed;

  /**
   * @param name of the controller, in logs
   */
  public ReconcileLoop(String name, WorkQueue<K> queue, Reconciler<K> reconciler) {
    this.name = name;
    this.queue = queue;
    this.reconciler = reconciler;
  }

  /** Once it is closed, nothing. */
  public synchronized ReconcileLoop<K> start(int count) {
    if (isClosed) {
      return this;
    }
    for (int i = 0; i < count; i++) {
      workers.add(Thread.ofVirtual().name(name + "-worker-" + workers.size()).start(this::work));
    }
    return this;
  }

  private void work() {
    try {
      while (next()) {
        // One after the other.
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /**
   * Waits for one name and works on it; for those who have threads of their own.
   *
   * @return whether the queue goes on
   */
  public boolean next() throws InterruptedException {
    var taken = queue.take();
    if (taken.isEmpty()) {
      return false;
    }
    K key = taken.get();
    try {
      settle(key, reconcile(key));
    } finally {
      queue.done(key);
    }
    return true;
  }

  private Result reconcile(K key) throws InterruptedException {
    try {
      return reconciler.reconcile(key);
    } catch (InterruptedException e) {
      throw e;
    } catch (ApiFailure e) {
      if (Withdrawal.is(e)) {
        LOG.debug("{} {}: {}", name, key, e.getMessage());
        return Result.done();
      }
      // A conflict is somebody else's write between our read and ours: usual.
      if (e.status().code() == 409) {
        LOG.debug("{} {}: {}", name, key, e.getMessage());
      } else {
        LOG.warn("{} {}: {}", name, key, e.getMessage());
      }
    } catch (Exception e) {
      LOG.warn("{} {} failed", name, key, e);
    }
    return Result.again();
  }

  private void settle(K key, Result result) {
    switch (result) {
      case Result.Done _ -> queue.forget(key);
      case Result.Again _ -> queue.addRateLimited(key);
      case Result.After(Duration delay) -> {
        queue.forget(key);
        queue.addAfter(key, delay);
      }
    }
  }

  /**
   * Shuts the queue down; what waits and what is in work may end within a time, then it is
   * interrupted. Where no worker was started nobody would work it off: that is not waited for.
   */
  @Override
  public void close() {
    if (!end()) {
      queue.shutDown();
      return;
    }
    boolean isDrained = false;
    try {
      isDrained = queue.drain(GRACE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (!isDrained) {
        workers.forEach(Thread::interrupt);
      }
    }
  }

  /** Whether there are workers; none begins any more. */
  private synchronized boolean end() {
    isClosed = true;
    return !workers.isEmpty();
  }
}
