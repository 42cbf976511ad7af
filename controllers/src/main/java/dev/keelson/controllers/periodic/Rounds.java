package dev.keelson.controllers.periodic;

import dev.keelson.apiserver.client.Withdrawal;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.controllers.Controller;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task on a virtual thread of its own: once its informers are synced, then each period. Where
 * time is leapt over, one round stands for those of {@link #SLACK}.
 */
public final class Rounds implements Controller {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private static final Duration SLACK = Duration.ofMinutes(1);

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
      timing.activity().begin();
      timing.activity().carry(() -> rounds(name, timing, period, round));
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private static void rounds(String name, Timing timing, Duration period, Round round)
      throws InterruptedException {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        round.run();
      } catch (RuntimeException e) {
        if (Withdrawal.is(e)) {
          return;
        }
        if (!Thread.currentThread().isInterrupted()) {
          LOG.warn("{}", name, e);
        }
      }
      timing.sleep(period, SLACK);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
