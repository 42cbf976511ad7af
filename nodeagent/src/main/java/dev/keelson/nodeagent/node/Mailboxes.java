package dev.keelson.nodeagent.node;

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

  public Mailboxes(String name, int threadCount) {
    for (int i = 0; i < threadCount; i++) {
      threads.add(Thread.ofVirtual().name(name + "-" + i).start(this::run));
    }
  }

  void offer(Mailbox mailbox) {
    ready.add(mailbox);
  }

  /** Mailboxes that wait to be served. */
  public int waiting() {
    return ready.size();
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        ready.take().serve();
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
    threads.forEach(Thread::interrupt);
  }
}
