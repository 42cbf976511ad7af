package dev.keelson.launcher.etcd;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT, as the JVM tells of them: by running its shutdown hooks. The hook only raises
 * the flag and holds the process until the thread that owns the member has closed it, for at most
 * {@link #LONGEST_CLOSE}.
 */
final class StopSignal {
  /** Kubernetes kills after 30 s; leave it the last word. */
  static final Duration LONGEST_CLOSE = Duration.ofSeconds(20);

  private static final Duration READY_STEP = Duration.ofMillis(200);
  private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);

  private final CompletableFuture<Stopped> raised = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Arms the JVM. To be called once. */
  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::raiseAndWait, "stop-signal"));
  }

  private void raiseAndWait() {
    if (closed.getCount() == 0) {
      return; // this is the exit after the end
    }
    LOG.info("received signal; shutting down");
    raise();
    try {
      if (!closed.await(LONGEST_CLOSE.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("gave up waiting for the member to close");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  void raise() {
    raised.complete(Stopped.BY_SIGNAL);
  }

  /** The member is closed, or there never was one: the process may end. */
  void done() {
    closed.countDown();
  }

  /** Runs {@code onReady} once the member is, and returns when it is to be closed. */
  Stopped await(RunningMember member, Runnable onReady) throws InterruptedException {
    CompletableFuture<Stopped> failed = member.failure().thenApply(_ -> Stopped.BY_FAILURE);
    boolean ready = false;
    while (!ready && !raised.isDone() && !failed.isDone()) {
      ready = member.awaitReady(READY_STEP);
    }
    if (ready) {
      onReady.run();
    }
    return (Stopped) CompletableFuture.anyOf(raised, failed).join();
  }
}
