package dev.keelson.raftstore.consensus;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.ratis.util.ExitUtils;

/** What is done once for the whole process before the first log opens. */
final class StartUp {
  /**
   * Ratis' shaded gRPC logs through the JDK, whose default prints to the console. Held: loggers are
   * weakly kept.
   */
  private static final Logger SHADED = Logger.getLogger("org.apache.ratis.thirdparty");

  private static final AtomicBoolean DONE = new AtomicBoolean();

  private StartUp() {}

  static void prepare() {
    if (!DONE.compareAndSet(false, true)) {
      return;
    }
    if (SHADED.getLevel() == null) {
      SHADED.setLevel(Level.WARNING);
    }
    keepTheProcess();
    PeerChannels.register();
    // Ratis registers a bean for every server, and the JDK's bean server is half of a cold start;
    // the rest of the start
    // goes on beside it.
    Thread.ofPlatform()
        .daemon()
        .name("raft-start-up")
        .start(ManagementFactory::getPlatformMBeanServer);
  }

  /**
   * Ratis ends the process when its port is taken, and would do so for any uncaught exception of
   * any thread. Neither is for a library to decide: the first becomes an exception, the second goes
   * to whom it went before.
   */
  private static void keepTheProcess() {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    ExitUtils.disableSystemExit();
    Thread.setDefaultUncaughtExceptionHandler(before);
  }
}
