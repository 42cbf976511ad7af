package dev.keelson.jepsen.run;

import dev.keelson.jepsen.cluster.Abilities;
import dev.keelson.jepsen.cluster.Cluster;
import dev.keelson.jepsen.cluster.Member;
import dev.keelson.jepsen.cluster.Target;
import dev.keelson.jepsen.cluster.Trees;
import dev.keelson.jepsen.fault.Fault;
import dev.keelson.jepsen.fault.Scene;
import dev.keelson.jepsen.history.History;
import dev.keelson.jepsen.history.HistoryFile;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Recorder;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.WatchHistory;
import dev.keelson.jepsen.workload.Admin;
import dev.keelson.jepsen.workload.Session;
import dev.keelson.jepsen.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One row: a fresh cluster, clients and faults for a while, then everything healed and compared.
 */
final class RowRun {
  /** A row in which less was answered proves nothing. */
  private static final int FEWEST_ANSWERS = 30;

  private static final Duration START_PATIENCE = Duration.ofSeconds(90);

  private final Abilities abilities;
  private final Target target;
  private final int members;
  private final Duration load;
  private final Judge judge;

  RowRun(Abilities abilities, Target target, int members, Duration load, Judge judge) {
    this.abilities = abilities;
    this.target = target;
    this.members = members;
    this.load = load;
    this.judge = judge;
  }

  /**
   * Runs it. {@code directory} is made, and gone again where all is well unless it is to be kept.
   *
   * @throws IOException this machine, not the target, failed
   */
  Finding run(Plan.Row row, long seed, Path directory, boolean keep, Progress progress)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    Workload workload = byName(row.workload());
    Fault fault = faultByName(row.fault());
    Files.createDirectories(directory);
    Diary diary = new Diary(directory.resolve("faults.txt"));
    diary.note(row + ", seed " + seed);
    Recorder recorder = Recorder.ofThisMachine();
    Cluster.Plan plan =
        new Cluster.Plan(members, fault.diskBytes(), fault.setsClocks(), fault.flags());
    List<String> problems;
    int strikes = 0;
    try (Cluster cluster =
        Cluster.prepare(target, plan, abilities.network(members), abilities, directory)) {
      List<String> addresses = cluster.members().stream().map(Member::clientAddress).toList();
      try (Admin admin = new Admin(addresses);
          Session session = new Session(recorder, addresses)) {
        Scene scene = new Scene(cluster, admin, new Random(seed), diary::note);
        cluster.start();
        progress.now(row + ": starting");
        problems = new ArrayList<>(awaitAll(scene, START_PATIENCE));
        if (problems.isEmpty()) {
          LoadRun loading = new LoadRun(scene, session, workload, fault, seed, load);
          strikes = loading.run(what -> progress.now(row + ": " + what));
          progress.now(row + ": final reads");
          problems.addAll(new Aftermath(scene, session, workload).problems());
        }
        problems.addAll(session.complaints());
      }
    } catch (Fault.LeftOut e) {
      Trees.delete(directory);
      return Finding.leftOut(row, e.reason());
    }
    History history = recorder.history();
    progress.now(row + ": checking " + history.operations().size() + " operations");
    problems.addAll(judge.judge(history, fault.staleness(), directory));
    Finding finding = finding(row, history, strikes, problems, began);
    return settle(finding, history, directory, keep);
  }

  private Finding finding(
      Plan.Row row, History history, int strikes, List<String> problems, long began) {
    long ok = 0;
    long failed = 0;
    long unknown = 0;
    for (Operation operation : history.operations()) {
      switch (operation.response()) {
        case Response.Ok _ -> ok++;
        case Response.Failed _ -> failed++;
        case Response.Unknown _ -> unknown++;
      }
    }
    if (problems.isEmpty() && ok < FEWEST_ANSWERS) {
      problems.add("only " + ok + " calls were answered: that proves nothing");
    }
    return new Finding(
        row,
        ok,
        failed,
        unknown,
        events(history),
        strikes,
        (System.nanoTime() - began) / 1e9,
        problems,
        Optional.empty(),
        Optional.empty());
  }

  private static long events(History history) {
    return history.watches().stream()
        .flatMap(watch -> watch.steps().stream())
        .mapToLong(step -> step instanceof WatchHistory.Delivered told ? told.events().size() : 0)
        .sum();
  }

  private Finding settle(Finding finding, History history, Path directory, boolean keep)
      throws IOException {
    for (int i = 1; i <= members; i++) {
      Trees.delete(directory.resolve("m" + i)); // data; on a disk of its own it is gone already
    }
    if (finding.isValid() && !keep) {
      Trees.delete(directory);
      return finding;
    }
    HistoryFile.write(directory.resolve("history.jsonl.gz"), history);
    Files.writeString(
        directory.resolve("verdict.txt"),
        Table.line(finding) + "\n" + String.join("\n", finding.problems()) + "\n");
    return finding.keptIn(directory);
  }

  /** Who does not answer a linearizable read in time. */
  static List<String> awaitAll(Scene scene, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (int member = 0; member < scene.size(); member++) {
      Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
      if (!scene.awaitAnswer(member, left)) {
        return List.of(
            scene.cluster().member(member)
                + " does not answer a linearizable read within "
                + patience.toSeconds()
                + " s"
                + (scene.cluster().member(member).isAlive() ? "" : "; it has ended"));
      }
    }
    return List.of();
  }

  private static Workload byName(String name) {
    return Workload.all().stream().filter(w -> w.name().equals(name)).findFirst().orElseThrow();
  }

  private static Fault faultByName(String name) {
    return Fault.all().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }
}
