package dev.keelson.launcher.apiserver;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.server.pki.PkiFault;
import dev.keelson.launcher.etcd.OneLine;
import dev.keelson.launcher.snapshot.Misuse;
import dev.keelson.launcher.snapshot.Words;
import dev.keelson.raftstore.CannotStart;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code keelson apiserver}. */
public final class ApiserverCommand {
  private static final Logger LOG = LoggerFactory.getLogger(ApiserverCommand.class);
  private static final long LONGEST_CLOSE_SECONDS = 20;
  private static final int BAD_ARGUMENTS = 2;

  private final PrintStream out;
  private final PrintStream err;

  public ApiserverCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** {@code rest} after "apiserver"; the exit code, when the server was stopped. */
  public int run(List<String> rest) {
    try {
      Words words = ApiserverFlags.words(rest);
      if (words.isGiven("help")) {
        out.print(ApiserverFlags.USAGE);
        return 0;
      }
      return serve(ApiserverFlags.of(words));
    } catch (Misuse misuse) {
      err.println("Error: " + misuse.line());
      return BAD_ARGUMENTS;
    } catch (ApiFailure e) {
      err.println("Error: cannot make what every cluster holds: " + e.getMessage());
      return 1;
    } catch (CannotStart | PkiFault e) {
      err.println("Error: " + OneLine.of(e));
      return 1;
    }
  }

  private int serve(ApiserverFlags flags) {
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(stopped, closed), "stop-signal");
    try (RunningApiserver server = RunningApiserver.start(flags)) {
      Runtime.getRuntime().addShutdownHook(hook);
      out.println("serving on " + server.url());
      out.println("kubectl --kubeconfig " + flags.kubeconfig() + " get namespaces");
      server.failure().thenRun(stopped::countDown);
      stopped.await();
      return server.failure().isDone() ? 1 : 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } finally {
      closed.countDown();
    }
  }

  private static void stop(CountDownLatch stopped, CountDownLatch closed) {
    if (closed.getCount() == 0) {
      return; // this is the exit after the end
    }
    LOG.info("received signal; shutting down");
    stopped.countDown();
    try {
      if (!closed.await(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("gave up waiting for the server to close");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
