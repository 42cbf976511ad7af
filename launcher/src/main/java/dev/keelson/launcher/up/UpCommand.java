package dev.keelson.launcher.up;

import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.server.pki.PkiFault;
import dev.keelson.launcher.StopSignal;
import dev.keelson.launcher.apiserver.RunningApiserver;
import dev.keelson.launcher.cluster.Crew;
import dev.keelson.launcher.cluster.CrewPlan;
import dev.keelson.launcher.etcd.OneLine;
import dev.keelson.launcher.snapshot.Misuse;
import dev.keelson.launcher.snapshot.Words;
import dev.keelson.raftstore.CannotStart;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** {@code keelson up}. */
public final class UpCommand {
  private static final int BAD_ARGUMENTS = 2;

  private final PrintStream out;
  private final PrintStream err;
  private final Supplier<StopSignal> signals;

  public UpCommand(PrintStream out, PrintStream err) {
    this(out, err, StopSignal::listen);
  }

  /**
   * @param signals asked once, when the cluster is about to start: what is to end it
   */
  public UpCommand(PrintStream out, PrintStream err, Supplier<StopSignal> signals) {
    this.out = out;
    this.err = err;
    this.signals = signals;
  }

  /** {@code rest} after "up"; the exit code, when the cluster was stopped. */
  public int run(List<String> rest) {
    try {
      Words words = UpFlags.words(rest);
      if (words.isGiven("help")) {
        out.print(UpFlags.USAGE);
        return 0;
      }
      return serve(UpFlags.of(words));
    } catch (Misuse misuse) {
      err.println("Error: " + misuse.line());
      return BAD_ARGUMENTS;
    } catch (IllegalArgumentException e) {
      err.println("Error: " + e.getMessage());
      return BAD_ARGUMENTS;
    } catch (ApiFailure e) {
      err.println("Error: cannot make what every cluster holds: " + e.getMessage());
      return 1;
    } catch (CannotStart | PkiFault e) {
      err.println("Error: " + OneLine.of(e));
      return 1;
    }
  }

  private int serve(UpFlags flags) {
    Progress progress = Progress.on(out);
    try (StopSignal signal = signals.get();
        RunningApiserver server = RunningApiserver.start(flags.api(), progress::done);
        Crew crew = Crew.start(server.plane(), plan(flags), Timing.system(), progress::done)) {
      server.failure().thenRun(signal::stop);
      progress.say(nowTry(flags.api().kubeconfig()));
      signal.await();
      return server.failure().isDone() ? 1 : 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static CrewPlan plan(UpFlags flags) {
    return CrewPlan.usual(flags.nodes())
        .withClusterCidr(flags.clusterCidr())
        .withControllers(flags.controllers())
        .withElection(flags.hasRivals())
        .withGangs(flags.api().gates().hasGangs());
  }

  private static String nowTry(Path kubeconfig) {
    return """

        The cluster is ready. Now try, in another terminal:

          export KUBECONFIG=%s
          kubectl get nodes
          kubectl create deployment web --image=nginx --replicas=3
          kubectl get pods -o wide --watch

        Ctrl-C stops it.
        """
        .formatted(kubeconfig.toAbsolutePath());
  }
}
