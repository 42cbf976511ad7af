package dev.keelson.nodeagent.node;

import dev.keelson.apiserver.client.time.Activity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few virtual threads for very many mailboxes, first come, first served. A mailbox waits at most
 * once, so the queue is no longer than there are mailboxes. How many threads there are is how many
 * calls are under way to the API server at most.
 */
public final class Mailboxes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Mailboxes.class);

  private final LinkedBlockingQueue<Mailbox> ready = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();

  private final Activity activity;
  private volatile boolean isClosed;

  /**
   * @param activity to which each mailbox counts that waits or is served
   */
  public Mailboxes(String name, int threadCount, Activity activity) {
    this.activity = activity;
    for (int i = 0; i < threadCount; i++) {
      threads.add(Thread.ofVirtual().name(name + "-" + i).start(this::run));
    }
  }

  void offer(Mailbox mailbox) {
    activity.begin();
    ready.add(mailbox);
    if (isClosed) {
      forget();
    }
  }

  private void forget() {
    for (Mailbox each = ready.poll(); each != null; each = ready.poll()) {
      activity.end();
    }
  }

  /** Mailboxes that wait to be served. */
  public int waiting() {
    return ready.size();
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Mailbox next = ready.take();
        activity.carry(next::serve);
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        if (!Thread.currentThread().isInterrupted()) {
          LOG.error("a mailbox failed", e);
        }
      }
    }
  }

  @Override
  public void close() {
    isClosed = true;
    threads.forEach(Thread::interrupt);
    forget();
  }
}
