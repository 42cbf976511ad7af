package dev.keelson.benchmarks;

import dev.keelson.benchmarks.load.CaseKind;
import dev.keelson.benchmarks.server.Cleanup;
import dev.keelson.benchmarks.server.LocalCluster;
import dev.keelson.benchmarks.server.ServerBinary;
import dev.keelson.benchmarks.server.ServerFailed;
import dev.keelson.benchmarks.wire.CallFailed;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The whole run: which system has its turn, and when. Main thread. */
final class Run {
  /**
   * How long a server may take to answer its first read; the first start of a JVM on a busy machine
   * is slow.
   */
  static final Duration START_PATIENCE = Duration.ofMinutes(3);

  private final Options options;
  private final Progress progress;
  private final Results results;
  private final Cleanup cleanup;

  /** Programs that have served at least once; one that never did is not tried again. */
  private final Set<ServerBinary> started = new HashSet<>();

  Run(Options options, Progress progress, Results results, Cleanup cleanup) {
    this.options = options;
    this.progress = progress;
    this.results = results;
    this.cleanup = cleanup;
  }

  /** Measures a store that runs already, and removes from it what was written. */
  void remote(String label) throws InterruptedException {
    try (Session session =
        new Session(label, 1, options.endpoints(), options.pids(), options, progress, results)) {
      for (CaseKind.Group group : options.groups()) {
        attempt(label + ", cases " + group.label(), () -> session.run(group));
      }
      attempt(label + ", removing keys", session::deleteKeys);
    }
  }

  /**
   * Starts the systems in turn: for each group of cases A, B, A, B, so that a slow hour of the
   * machine meets both. Only one runs at a time, on fresh data.
   */
  void local(List<ServerBinary> binaries) throws InterruptedException {
    Set<ServerBinary> usable = new HashSet<>(binaries);
    for (CaseKind.Group group : options.groups()) {
      if (group == CaseKind.Group.START) {
        continue;
      }
      for (int round = 1; round <= options.rounds(); round++) {
        for (ServerBinary binary : binaries) {
          int now = round;
          if (usable.contains(binary)
              && !attempt(
                  binary.label() + ", round " + round + ", cases " + group.label(),
                  () -> turn(binary, now, group))
              && !started.contains(binary)) {
            usable.remove(binary);
          }
        }
      }
    }
    for (CaseKind kind : options.casesOf(CaseKind.Group.START)) {
      for (ServerBinary binary : binaries) {
        Starts starts = new Starts(binary, options, progress, results, cleanup);
        attempt(binary.label() + ", case " + kind.label(), () -> starts.run(kind));
      }
    }
  }

  private void turn(ServerBinary binary, int round, CaseKind.Group group)
      throws ServerFailed, CallFailed, InterruptedException {
    progress.doing("starting " + binary.title());
    try (LocalCluster cluster =
        LocalCluster.prepare(
            binary, options.members(), options.tls(), options.scratch(), cleanup)) {
      cluster.start(START_PATIENCE);
      started.add(binary);
      try (Session session =
          new Session(
              binary.label(),
              round,
              cluster.endpoints(),
              cluster.pids(),
              options,
              progress,
              results)) {
        session.run(group);
      } finally {
        if (!cluster.alive()) {
          String why =
              binary.title() + " ended by itself. The end of its log:\n" + cluster.logTail();
          progress.failed(why);
          results.fail(inShort(why));
        }
      }
    }
  }

  private interface Step {
    void run() throws ServerFailed, CallFailed, InterruptedException;
  }

  /** A step that fails is noted, and false; the others still run. */
  private boolean attempt(String what, Step step) throws InterruptedException {
    try {
      step.run();
      return true;
    } catch (ServerFailed | CallFailed e) {
      String why = what + ": " + e.getMessage();
      progress.failed(why);
      results.fail(inShort(why));
      return false;
    }
  }

  /** The whole log was shown when it happened; its last line mostly says why. */
  private static String inShort(String why) {
    List<String> lines = why.lines().toList();
    return lines.size() < 2 ? why : lines.getFirst() + " ... " + lines.getLast();
  }
}
