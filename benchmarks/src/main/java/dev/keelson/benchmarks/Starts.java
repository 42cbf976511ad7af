package dev.keelson.benchmarks;

import dev.keelson.benchmarks.load.CaseKind;
import dev.keelson.benchmarks.machine.Meter;
import dev.keelson.benchmarks.report.StartRow;
import dev.keelson.benchmarks.server.Cleanup;
import dev.keelson.benchmarks.server.LocalCluster;
import dev.keelson.benchmarks.server.LocalCluster.Ending;
import dev.keelson.benchmarks.server.ServerBinary;
import dev.keelson.benchmarks.server.ServerFailed;
import dev.keelson.benchmarks.wire.CallFailed;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The cases that time starts: from exec until every member has answered a linearizable read. Main
 * thread.
 */
final class Starts {
  /** A member that exists without being large. */
  private static final int FEW_KEYS = 1_000;

  private final ServerBinary binary;
  private final Options options;
  private final Progress progress;
  private final Results results;
  private final Cleanup cleanup;

  Starts(
      ServerBinary binary, Options options, Progress progress, Results results, Cleanup cleanup) {
    this.binary = binary;
    this.options = options;
    this.progress = progress;
    this.results = results;
    this.cleanup = cleanup;
  }

  void run(CaseKind kind) throws ServerFailed, CallFailed, InterruptedException {
    if (kind == CaseKind.START) {
      start();
    } else {
      restart();
    }
  }

  private void start() throws ServerFailed, CallFailed, InterruptedException {
    // Not counted: it loads the client's own classes and brings the program's files into memory.
    once("warm-up", false);
    for (int i = 0; i < options.repeats(); i++) {
      once("start, empty", true);
    }
    try (LocalCluster cluster = prepare()) {
      cluster.start(Run.START_PATIENCE);
      load(cluster, FEW_KEYS);
      again(cluster, "start, %,d keys".formatted(FEW_KEYS), Ending.TERM);
    }
  }

  private void restart() throws ServerFailed, CallFailed, InterruptedException {
    try (LocalCluster cluster = prepare()) {
      cluster.start(Run.START_PATIENCE);
      load(cluster, options.restartKeys());
      String what = "restart, %,d keys, ".formatted(options.restartKeys());
      again(cluster, what + "SIGTERM", Ending.TERM);
      again(cluster, what + "kill -9", Ending.KILL);
    }
  }

  private void once(String what, boolean counted) throws ServerFailed, InterruptedException {
    try (LocalCluster cluster = prepare()) {
      Duration took = cluster.start(Run.START_PATIENCE);
      if (counted) {
        record(what, cluster, took);
      }
      cluster.stop(Ending.TERM);
    }
  }

  private void again(LocalCluster cluster, String what, Ending ending)
      throws ServerFailed, InterruptedException {
    for (int i = 0; i < options.repeats(); i++) {
      progress.doing("[" + binary.label() + "] " + what + ": stopping");
      cluster.stop(ending);
      progress.doing("[" + binary.label() + "] " + what + ": starting");
      record(what, cluster, cluster.start(Run.START_PATIENCE));
    }
  }

  private void record(String what, LocalCluster cluster, Duration took) {
    Meter.Reading reading = Meter.of(cluster.pids()).read();
    double seconds = took.toNanos() / 1e9;
    results.add(
        new StartRow(
            binary.label(),
            members(what),
            seconds,
            reading.serverMicros().isPresent()
                ? OptionalDouble.of(reading.serverMicros().getAsLong() / 1e6)
                : OptionalDouble.empty(),
            reading.rssBytes().isPresent()
                ? OptionalDouble.of(reading.rssBytes().getAsLong())
                : OptionalDouble.empty()));
    progress.done("[%s] %s: %.2f s".formatted(binary.label(), members(what), seconds));
  }

  private String members(String what) {
    return options.members() == 1 ? what : options.members() + " members: " + what;
  }

  private void load(LocalCluster cluster, int keys) throws CallFailed, InterruptedException {
    try (Session session =
        new Session(
            binary.label(), 1, cluster.endpoints(), List.of(), options, progress, results)) {
      session.load(keys);
    }
  }

  private LocalCluster prepare() throws ServerFailed {
    return LocalCluster.prepare(
        binary, options.members(), options.tls(), options.scratch(), cleanup);
  }
}
