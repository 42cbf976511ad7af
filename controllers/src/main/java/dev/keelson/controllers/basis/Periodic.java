package dev.keelson.controllers.basis;

import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.Withdrawal;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.controllers.Controller;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one thing again and again, with a pause between, on one virtual thread; first once the
 * informers are synced. A pass that fails is logged, and the next one comes as usual.
 */
public final class Periodic implements Controller {
  private static final Logger LOG = LoggerFactory.getLogger(Periodic.class);

  private static final Duration USUAL_SLACK = Duration.ofMinutes(1);

  private record Pauses(Duration pause, Supplier<Duration> slack) {}

  /** What is done. */
  @FunctionalInterface
  public interface Pass {
    void run() throws InterruptedException;
  }

  private final String name;
  private final Thread thread;
  private volatile String trouble = "";

  private Periodic(String name, Timing timing, Pauses pauses, List<Informer> needed, Pass pass) {
    this.name = name;
    this.thread = Thread.ofVirtual().name(name).unstarted(() -> run(timing, pauses, needed, pass));
  }

  /** Where time is leapt over, one pass stands for those of a minute. */
  public static Periodic start(
      String name, Timing timing, Duration pause, List<Informer> needed, Pass pass) {
    return start(name, timing, pause, () -> USUAL_SLACK, needed, pass);
  }

  /**
   * @param slack asked after each pass: how much later the next one may be where time is leapt over
   */
  public static Periodic start(
      String name,
      Timing timing,
      Duration pause,
      Supplier<Duration> slack,
      List<Informer> needed,
      Pass pass) {
    Periodic started =
        new Periodic(name, timing, new Pauses(pause, slack), List.copyOf(needed), pass);
    started.thread.start();
    return started;
  }

  private void run(Timing timing, Pauses pauses, List<Informer> needed, Pass pass) {
    try {
      for (Informer each : needed) {
        while (!each.awaitSynced(Duration.ofSeconds(10))) {
          // The informer goes on trying, and says why in the log.
        }
      }
      timing.activity().begin();
      timing.activity().carry(() -> repeat(timing, pauses, pass));
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void repeat(Timing timing, Pauses pauses, Pass pass) throws InterruptedException {
    while (!Thread.currentThread().isInterrupted()) {
      once(pass);
      timing.sleep(pauses.pause(), pauses.slack().get());
    }
  }

  private void once(Pass pass) throws InterruptedException {
    try {
      pass.run();
      trouble = "";
    } catch (ApiFailure | TransportFailure e) {
      if (Withdrawal.is(e) || Thread.currentThread().isInterrupted()) {
        throw new InterruptedException("closed");
      }
      LOG.warn("{}: {}", name, e.getMessage());
      trouble = name + ": " + e.getMessage();
    } catch (RuntimeException e) {
      LOG.error("{} stumbled", name, e);
      trouble = name + ": " + e;
    }
  }

  @Override
  public String trouble() {
    return trouble;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
