package dev.keelson.launcher.apiserver;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.server.pki.PkiFault;
import dev.keelson.launcher.StopSignal;
import dev.keelson.launcher.etcd.OneLine;
import dev.keelson.launcher.snapshot.Misuse;
import dev.keelson.launcher.snapshot.Words;
import dev.keelson.raftstore.CannotStart;
import java.io.PrintStream;
import java.util.List;

/** {@code keelson apiserver}. */
public final class ApiserverCommand {
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
      return serve(ApiserverFlags.of(words, "default.apiserver"));
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
    try (StopSignal signal = StopSignal.listen();
        RunningApiserver server = RunningApiserver.start(flags)) {
      out.println("serving on " + server.url());
      out.println("kubectl --kubeconfig " + flags.kubeconfig() + " get namespaces");
      server.failure().thenRun(signal::stop);
      signal.await();
      return server.failure().isDone() ? 1 : 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
