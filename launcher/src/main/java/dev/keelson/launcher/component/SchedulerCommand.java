package dev.keelson.launcher.component;

import dev.keelson.launcher.component.Component.Running;
import dev.keelson.launcher.component.Component.Start;
import dev.keelson.launcher.snapshot.Misuse;
import dev.keelson.scheduler.Scheduler;
import dev.keelson.scheduler.SchedulerConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** {@code keelson scheduler}: kube-scheduler's work against any API server. */
public final class SchedulerCommand {
  private static final String USAGE =
      """
      Usage: keelson scheduler [flags]

      Bind pods to nodes, as kube-scheduler does.

        --config FILE                  a KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1)
        --feature-gates LIST           GenericWorkload=true,GangScheduling=true places gangs together
      """;

  private static final Component COMPONENT =
      new Component("kube-scheduler", 10_259, Set.of("config", FeatureGates.FLAG), USAGE);

  private SchedulerCommand() {}

  public static int run(List<String> rest, PrintStream out, PrintStream err) {
    return COMPONENT.run(rest, out, err, SchedulerCommand::start);
  }

  private static Running start(Start given) {
    boolean hasGangs = FeatureGates.of(given.words()).hasGangs();
    SchedulerConfig written =
        given
            .words()
            .text("config")
            .map(SchedulerCommand::read)
            .orElseGet(SchedulerConfig::defaults);
    SchedulerConfig config = hasGangs ? written.withGangs() : written;
    Led<Scheduler> led =
        Led.start(given.client(), given.election(), () -> Scheduler.start(given.client(), config));
    return new Running(
        led,
        new ComponentServer.Facts(
            () ->
                led.running()
                    .filter(each -> !each.isHealthy())
                    .map(_ -> "it has broken down")
                    .orElse(""),
            () -> led.running().map(Scheduler::metrics).orElse("")));
  }

  private static SchedulerConfig read(String file) {
    try {
      return SchedulerConfig.parse(Files.readString(Path.of(file)));
    } catch (IOException e) {
      throw new Misuse("--config: cannot read " + file + ": " + e.getMessage());
    }
  }
}
