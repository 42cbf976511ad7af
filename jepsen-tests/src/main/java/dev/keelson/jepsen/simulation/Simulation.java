package dev.keelson.jepsen.simulation;

import dev.keelson.jepsen.check.Checks;
import dev.keelson.jepsen.history.HashObservation;
import dev.keelson.jepsen.history.History;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Recorder;
import dev.keelson.jepsen.history.Request;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.engine.EngineFailure;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cluster, its clients and its bad days on one thread, in virtual time, from one seed. The same
 * plan gives the same run, to the byte.
 */
final class Simulation {
  private static final Duration SPREAD = Duration.ofMillis(20);
  private static final Duration TROUBLE = Duration.ofMillis(400);
  private static final int WATCHES = 4;

  /** Virtual time in which everything must be over once nothing is broken any more. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * What to run.
   *
   * @param home an empty directory for checkpoints under way
   * @param trace where every event is written, if anywhere
   */
  record Plan(
      long seed,
      int members,
      int clients,
      int commands,
      Bug bug,
      Path home,
      Optional<PrintStream> trace) {}

  /**
   * What came out.
   *
   * @param problems what is wrong in stores or in members' lives; empty = nothing
   * @param sum of the trace: equal runs have equal sums
   */
  record Outcomes(
      History history,
      Checks.Report report,
      List<String> problems,
      Trouble trouble,
      int elections,
      int installs,
      int sentAgain,
      Duration virtual,
      String sum) {
    boolean isValid() {
      return problems.isEmpty() && report.isValid();
    }
  }

  private final Plan plan;
  private final VirtualTime time = new VirtualTime();
  private final Trace trace;
  private final Network network;
  private final Consensus consensus;
  private final Recorder recorder = new Recorder(time::now);
  private final List<SimulatedMember> members = new ArrayList<>();
  private final List<SimulatedClient> clients = new ArrayList<>();
  private final List<SimulatedWatch> watches = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Trouble trouble;
  private int commandsLeft;

  Simulation(Plan plan) {
    this.plan = plan;
    this.commandsLeft = plan.commands;
    Dice dice = new Dice(plan.seed);
    this.trace = new Trace(time, plan.trace);
    this.network = new Network(time, dice.split());
    this.consensus = new Consensus(time, dice.split(), network, trace, plan.home, plan.bug);
    for (int i = 0; i < plan.members; i++) {
      SimulatedMember member = new SimulatedMember(this, i, plan.home, dice.split(), 20_000);
      members.add(member);
      consensus.join(member);
    }
    for (int i = 0; i < plan.clients; i++) {
      clients.add(new SimulatedClient(this, i, recorder, dice.split()));
    }
    for (int i = 0; i < WATCHES; i++) {
      Keys keys = i == 0 ? Keys.one("k1") : i == 1 ? Keys.range("k2", "k5") : Keys.prefix("k");
      watches.add(new SimulatedWatch(this, plan.clients + i, keys, recorder, dice.split()));
    }
    this.trouble = new Trouble(this, dice.split());
  }

  Outcomes run() {
    members.forEach(SimulatedMember::start);
    consensus.electSoon();
    time.every(SPREAD, consensus::spread);
    watches.forEach(SimulatedWatch::open);
    clients.forEach(SimulatedClient::begin);
    time.every(TROUBLE, trouble::happen);
    while (commandsLeft > 0 && problems.isEmpty()) {
      time.step();
    }
    trouble.end();
    settle();
    inspect();
    History history = recorder.history();
    return new Outcomes(
        history,
        Checks.ofFreshCluster().run(history),
        problems,
        trouble,
        consensus.elections(),
        consensus.installs(),
        consensus.sentAgain(),
        Duration.ofNanos(time.now()),
        trace.sum());
  }

  /** Until every member has applied everything and every answer and event has come. */
  private void settle() {
    long end = time.now() + PATIENCE.toNanos();
    long calm = time.now() + SimulatedLog.REQUEST_TIMEOUT.multipliedBy(2).toNanos();
    while (time.now() < calm || !isSettled()) {
      if (!problems.isEmpty()) {
        return;
      }
      if (time.now() > end) {
        problems.add(
            "not settled after %s: %s, committed %d"
                .formatted(PATIENCE, members, consensus.committed()));
        return;
      }
      time.step();
    }
  }

  private boolean isSettled() {
    return members.stream()
        .allMatch(member -> member.isUp() && member.applied() == consensus.committed());
  }

  private void inspect() {
    for (SimulatedMember member : members) {
      if (!member.isUp()) {
        continue;
      }
      member.faults().forEach(fault -> problems.add("member " + member.number() + ": " + fault));
      MvccStore store = member.store();
      try (ReadView view = store.view()) {
        long floor = Math.max(1, store.compactedRevision());
        for (long revision = Math.max(floor, store.revision() - 50);
            revision <= store.revision();
            revision++) {
          long hash = view.hashKv(revision).orThrow().hash();
          recorder.hash(
              new HashObservation(
                  "m" + member.number(), time.now(), revision, store.compactedRevision(), hash));
          trace.note(hash, () -> "hash " + hash);
        }
      }
    }
  }

  // ---- for the parts

  VirtualTime time() {
    return time;
  }

  Network network() {
    return network;
  }

  Consensus consensus() {
    return consensus;
  }

  Bug bug() {
    return plan.bug;
  }

  int size() {
    return members.size();
  }

  SimulatedMember member(int number) {
    return members.get(number);
  }

  List<SimulatedMember> members() {
    return members;
  }

  /** Whether there is one more command to be called. */
  boolean takeCommand() {
    return commandsLeft > 0 && commandsLeft-- > 0;
  }

  void crash(int member) {
    note(member, "crash of member " + member);
    members.get(member).crash();
    clients.forEach(client -> client.lost(member));
    watches.forEach(watch -> watch.lost(member));
  }

  void note(long number, String what) {
    trace.note(number, () -> what);
  }

  void noteApplied(int member, LogPosition at) {
    trace.note(
        at.index() << 8 | member, () -> "member %d applies %d".formatted(member, at.index()));
  }

  void noteAnswer(int client, Request request, Outcome<Calls.Answer> outcome) {
    long number = outcome instanceof Outcome.Ok<Calls.Answer>(Calls.Answer a) ? a.revision() : -1;
    trace.note(number << 8 | client, () -> "client " + client + ": " + request + " → " + outcome);
  }

  /** A member stops by itself: right when its disk fails, and never else. */
  void noteFailure(int member, Throwable why) {
    note(member, "member %d fails: %s".formatted(member, why));
    clients.forEach(client -> client.lost(member));
    watches.forEach(watch -> watch.lost(member));
    if (!(why instanceof EngineFailure)) {
      problems.add("member " + member + " failed: " + stack(why));
    }
  }

  private static String stack(Throwable why) {
    StringBuilder text = new StringBuilder(why.toString());
    for (StackTraceElement line : why.getStackTrace()) {
      text.append("\n    at ").append(line);
    }
    return text.toString();
  }
}
