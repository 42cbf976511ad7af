package dev.keelson.launcher.etcd;

import dev.keelson.launcher.log.Markers;
import dev.keelson.raftstore.etcd.EtcdVersion;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The program {@code etcd}: reads its settings, starts a member, says when it is ready, and stops
 * it when told to. The calling thread is the only one that opens and closes the member.
 *
 * <p>Exit codes are etcd's: 0 help and version, 1 it cannot start or go on, 2 misused flags.
 */
public final class EtcdCommand {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdCommand.class);

  private final RunningMember.Starter starter;
  private final StopSignal stop;
  private final PrintStream out;
  private final PrintStream err;

  EtcdCommand(RunningMember.Starter starter, StopSignal stop, PrintStream out, PrintStream err) {
    this.starter = starter;
    this.stop = stop;
    this.out = out;
    this.err = err;
  }

  /** Runs until the process is told to stop or the member fails; the exit code. */
  int run(List<String> words, Map<String, String> variables) {
    Invocation invocation = new Invocation(words, variables);
    return switch (invocation.commandLine()) {
      case CommandLine.Misused(String complaint) -> {
        err.println(complaint);
        err.println(Usage.SHORT);
        yield 2;
      }
      case CommandLine.HelpWanted() -> {
        err.println(Usage.SHORT);
        out.println(Usage.flags());
        yield 0;
      }
      case CommandLine.VersionWanted() -> {
        out.print(VersionText.lines());
        yield 0;
      }
      case CommandLine.Stray(String word) ->
          notVerified(new BadSetting("\"" + word + "\" is not a valid flag"));
      case CommandLine.Parsed line -> start(invocation, line);
    };
  }

  private int start(Invocation invocation, CommandLine.Parsed line) {
    MemberPlan plan;
    try {
      Settings settings = invocation.settings(line);
      Logging.configure(settings);
      LOG.atInfo().addKeyValue("args", invocation.words()).log("Running: ");
      boolean founded = founded(MemberPlan.dataDir(settings));
      plan = MemberPlan.of(settings, founded);
      announce(settings, plan, founded);
    } catch (BadSetting bad) {
      return notVerified(bad);
    }
    try {
      Ports.checkFree(plan);
      return serve(plan, starter.start(plan));
    } catch (BadSetting bad) {
      return fatal("failed to start etcd", bad);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } catch (Exception | LinkageError e) {
      return fatal("failed to start etcd", e);
    }
  }

  private int serve(MemberPlan plan, RunningMember member) throws Exception {
    return switch (stop.await(member, () -> ready(plan))) {
      case BY_SIGNAL -> {
        about(LOG.atInfo(), plan).log("closing etcd server");
        member.close();
        about(LOG.atInfo(), plan).log("closed etcd server");
        yield 0;
      }
      // not closed: what is left of it must not touch its files again
      case BY_FAILURE -> fatal("the store cannot go on", member.failure().join());
    };
  }

  private static void ready(MemberPlan plan) {
    for (InetSocketAddress address : plan.server().clientListeners()) {
      LOG.info("ready to serve client requests");
      boolean secure =
          plan.server().tls().filter(tls -> tls.listeners().contains(address)).isPresent();
      LOG.atInfo()
          .addKeyValue("traffic", "grpc+http")
          .addKeyValue("address", Ports.text(address))
          .log(
              secure
                  ? "serving client traffic securely"
                  : "serving client traffic insecurely; this is strongly discouraged!");
    }
  }

  private static LoggingEventBuilder about(LoggingEventBuilder event, MemberPlan plan) {
    return event
        .addKeyValue("name", plan.store().name())
        .addKeyValue("data-dir", plan.store().dataDir())
        .addKeyValue("advertise-client-urls", plan.store().clientUrls());
  }

  private static void announce(Settings settings, MemberPlan plan, boolean founded) {
    List<String> idle = Refusals.withoutEffect(settings);
    if (!idle.isEmpty()) {
      LOG.atWarn().addKeyValue("flags", idle).log("flags accepted without effect");
    }
    if (settings.text("data-dir").isEmpty()) {
      LOG.atWarn()
          .addKeyValue("data-dir", plan.store().dataDir())
          .log("'data-dir' was empty; using default");
    }
    for (String warning : SecureListeners.warnings(settings, plan.tls())) {
      LOG.warn(warning);
    }
    about(LOG.atInfo(), plan)
        .addKeyValue("etcd-version", EtcdVersion.SERVER)
        .addKeyValue("java-version", Runtime.version().toString())
        .addKeyValue("max-cpu-available", Runtime.getRuntime().availableProcessors())
        .addKeyValue("max-heap-bytes", Runtime.getRuntime().maxMemory())
        .addKeyValue("member-initialized", founded)
        .addKeyValue("heartbeat-interval", GoDuration.format(plan.store().heartbeat()))
        .addKeyValue("election-timeout", GoDuration.format(plan.store().electionTimeout()))
        .addKeyValue("snapshot-count", plan.store().snapshotEntries())
        .addKeyValue("initial-advertise-peer-urls", settings.list("initial-advertise-peer-urls"))
        .addKeyValue("listen-peer-urls", settings.list("listen-peer-urls"))
        .addKeyValue("listen-client-urls", settings.list("listen-client-urls"))
        .addKeyValue("listen-metrics-urls", settings.list("listen-metrics-urls"))
        .addKeyValue("initial-cluster", plan.initialCluster())
        .addKeyValue("initial-cluster-state", settings.text("initial-cluster-state"))
        .addKeyValue("initial-cluster-token", plan.store().clusterToken())
        .addKeyValue("quota-backend-bytes", plan.store().quotaBytes())
        .addKeyValue("max-request-bytes", plan.store().maxRequestBytes())
        .addKeyValue("auto-compaction", plan.store().autoCompaction().toString())
        .log("starting an etcd server");
  }

  /**
   * Whether a member has lived here: more than the certificates it makes before anything else. What
   * is wrong with the directory the store will say.
   */
  private static boolean founded(Path dataDir) {
    try (Stream<Path> entries = Files.list(dataDir)) {
      return entries.anyMatch(entry -> !entry.endsWith("fixtures"));
    } catch (IOException _) {
      return false;
    }
  }

  private static int notVerified(BadSetting bad) {
    LOG.atWarn().addKeyValue("error", bad.line()).log("failed to verify flags");
    return 1;
  }

  private static int fatal(String what, Throwable why) {
    LOG.atError().addMarker(Markers.FATAL).addKeyValue("error", OneLine.of(why)).log(what);
    LOG.atDebug().setCause(why).log(what);
    return 1;
  }
}
