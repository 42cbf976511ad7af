package dev.keelson.controllers.periodic;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.controllers.Controller;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task on a virtual thread of its own: once its informers are synced, then each period. */
public final class Rounds implements Controller {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final Thread thread;

  private Rounds(Thread thread) {
    this.thread = thread;
  }

  /** What may be interrupted. */
  @FunctionalInterface
  public interface Round {
    void run() throws InterruptedException;
  }

  /** A round that fails is logged; the next comes at its time. */
  public static Rounds start(
      String name, Timing timing, Duration period, List<Informer> informers, Round round) {
    return new Rounds(
        Thread.ofVirtual()
            .name(name)
            .start(() -> run(name, timing, period, List.copyOf(informers), round)));
  }

  private static void run(
      String name, Timing timing, Duration period, List<Informer> informers, Round round) {
    try {
      for (Informer each : informers) {
        while (!each.awaitSynced(Duration.ofSeconds(10))) {
          // The informer goes on trying, and says why in the log.
        }
      }
      while (!Thread.currentThread().isInterrupted()) {
        try {
          round.run();
        } catch (RuntimeException e) {
          LOG.warn("{}", name, e);
        }
        timing.sleep(period);
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
