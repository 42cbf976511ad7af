package dev.keelson.launcher;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C and SIGTERM as something to wait for. Open it before what is to be closed in an orderly
 * way, and close it after: until then the signal's exit waits, {@value #LONGEST_CLOSE_SECONDS}
 * seconds at most. The end that was asked for is a good one: the exit code is then 0, not the
 * signal's.
 */
public final class StopSignal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);
  private static final long LONGEST_CLOSE_SECONDS = 20;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  private StopSignal() {}

  public static StopSignal listen() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::received, "stop-signal"));
    return signal;
  }

  private void received() {
    if (closed.getCount() == 0) {
      return; // this is the exit after the end
    }
    LOG.info("received signal; shutting down");
    stopped.countDown();
    try {
      if (!closed.await(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("gave up waiting for an orderly end");
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(0);
  }

  /** As if the signal had come. */
  public void stop() {
    stopped.countDown();
  }

  /** Returns when it came. */
  public void await() throws InterruptedException {
    stopped.await();
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
