package dev.keelson.controllers.basis;

import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.controllers.Controller;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one thing again and again, with a pause between, on one virtual thread; first once the
 * informers are synced. A pass that fails is logged, and the next one comes as usual.
 */
public final class Periodic implements Controller {
  private static final Logger LOG = LoggerFactory.getLogger(Periodic.class);

  /** What is done. */
  @FunctionalInterface
  public interface Pass {
    void run() throws InterruptedException;
  }

  private final String name;
  private final Thread thread;
  private volatile String trouble = "";

  private Periodic(String name, Timing timing, Duration pause, List<Informer> needed, Pass pass) {
    this.name = name;
    this.thread =
        Thread.ofVirtual().name(name).unstarted(() -> repeat(timing, pause, needed, pass));
  }

  public static Periodic start(
      String name, Timing timing, Duration pause, List<Informer> needed, Pass pass) {
    Periodic started = new Periodic(name, timing, pause, List.copyOf(needed), pass);
    started.thread.start();
    return started;
  }

  private void repeat(Timing timing, Duration pause, List<Informer> needed, Pass pass) {
    try {
      for (Informer each : needed) {
        while (!each.awaitSynced(Duration.ofSeconds(10))) {
          // The informer goes on trying, and says why in the log.
        }
      }
      while (!Thread.currentThread().isInterrupted()) {
        once(pass);
        timing.sleep(pause);
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void once(Pass pass) throws InterruptedException {
    try {
      pass.run();
      trouble = "";
    } catch (ApiFailure | TransportFailure e) {
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
