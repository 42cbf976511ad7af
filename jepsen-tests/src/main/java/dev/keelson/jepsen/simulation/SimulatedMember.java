package dev.keelson.jepsen.simulation;

import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.check.StoreCheck;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.raftstore.MemberCore;
import dev.keelson.raftstore.PhysicalCompaction;
import dev.keelson.raftstore.lease.LeaseClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One member: its disk, which stays, and its process, which comes and goes. The process is the
 * product's own {@link MemberCore}; around it are the simulated log and disk.
 */
final class SimulatedMember {
  private static final Duration EXPIRE = Duration.ofMillis(500);
  private static final Duration APPLY = Duration.ofNanos(50_000);
  private static final Duration COMPACT = Duration.ofMillis(10);
  private static final int AT_ONCE = 4;

  private final Simulation simulation;
  private final VirtualTime time;
  private final Dice dice;
  private final Path directory;
  private final SimulatedDisk disk;
  private final int number;
  private Optional<Process> process = Optional.empty();
  private long received = -1;
  private long startOfLog;

  SimulatedMember(Simulation simulation, int number, Path home, Dice dice, int diskFailures) {
    this.simulation = simulation;
    this.time = simulation.time();
    this.number = number;
    this.dice = dice;
    this.disk =
        new SimulatedDisk(dice.split(), diskFailures, simulation.bug() == Bug.DROPPED_FSYNC);
    this.directory = home.resolve("member" + number).resolve("store");
    SimulatedDisk.make(List.of(directory));
  }

  /** From 0. */
  int number() {
    return number;
  }

  SimulatedMember other(int member) {
    return simulation.member(member);
  }

  // ---- life

  boolean isUp() {
    return process.isPresent();
  }

  void start() {
    if (isUp()) {
      return;
    }
    disk.powerOn();
    try {
      Process next = new Process();
      process = Optional.of(next);
      next.begin();
    } catch (RuntimeException e) {
      // As an operator would see it: it did not start, and is started again.
      process = Optional.empty();
      simulation.noteFailure(number, e);
      time.after(Duration.ofSeconds(1), this::start);
    }
  }

  /** Without a word: what was in memory is gone. */
  void crash() {
    process.ifPresent(
        here -> {
          disk.powerCut();
          here.log.vanish();
          if (simulation.bug() == Bug.DROPPED_FSYNC) {
            received = here.receivedBefore;
            startOfLog = here.startOfLogBefore;
          }
          process = Optional.empty();
        });
    simulation.consensus().electSoon();
  }

  /** The process stops by itself, and is started again later. */
  private void failed(Throwable why) {
    simulation.noteFailure(number, why);
    crash();
    time.after(dice.between(Duration.ofMillis(100), Duration.ofSeconds(3)), this::start);
  }

  // ---- what consensus asks

  long received() {
    return received;
  }

  void received(long index) {
    received = Math.max(received, index);
  }

  /** The rest of its log is replaced by another's. */
  void keepsOnly(long upTo) {
    received = Math.min(received, upTo);
  }

  long startOfLog() {
    return startOfLog;
  }

  long knowsProposalsFrom() {
    return process.map(here -> here.knowsFrom).orElse(Long.MAX_VALUE);
  }

  long applied() {
    return process.isPresent() ? process.get().applied() : -1L;
  }

  void applySoon() {
    process.ifPresent(Process::applySoon);
  }

  void leadershipChanged() {
    process.ifPresent(
        here -> here.core.applier().leadershipChanged(simulation.consensus().leadership(number)));
  }

  Optional<byte[]> answer(byte[] question) {
    return process
        .filter(_ -> simulation.consensus().leads(number))
        .filter(_ -> applied() >= simulation.consensus().committed())
        .map(here -> here.core.applier().answer(question));
  }

  /** Empty where the member cannot, and stops. */
  Optional<LogPosition> checkpoint(Path into) {
    try {
      return process.map(here -> here.core.applier().checkpoint(into));
    } catch (RuntimeException e) {
      failed(e);
      return Optional.empty();
    }
  }

  void install(Path checkpoint, LogPosition at) {
    Process here = process.orElseThrow();
    try {
      here.core.applier().install(checkpoint);
    } catch (RuntimeException e) {
      failed(e);
      return;
    }
    received = Math.max(received, at.index());
    startOfLog = received + 1;
    here.knowsFrom = startOfLog;
    here.log.reached(applied());
  }

  /** Drops what the disk holds anyway from the front of this member's log. */
  void shortenLog() {
    process.ifPresent(
        here ->
            here.ifAlive(
                () -> {
                  here.core.store().flush();
                  startOfLog = Math.max(startOfLog, applied() + 1 - dice.below(20));
                }));
  }

  void flush() {
    process.ifPresent(here -> here.ifAlive(here.core.store()::flush));
  }

  /** Broken invariants of the store. */
  List<String> faults() {
    return process.map(here -> StoreCheck.faults(here.core.store(), here.engine)).orElse(List.of());
  }

  // ---- what clients ask

  Optional<KvStore> kv() {
    return process.map(here -> here.kv);
  }

  MvccStore store() {
    return process.orElseThrow().core.store();
  }

  @Override
  public String toString() {
    return "member %d (%s, received %d, applied %d)"
        .formatted(number, isUp() ? "up" : "down", received, applied());
  }

  /** One life of the member. */
  private final class Process implements PhysicalCompaction {
    private final MemberCore core;
    private final SimulatedLog log;
    private final KvStore kv;
    private final List<CompletableFuture<Void>> compactions = new ArrayList<>();
    private Engine engine = new MemoryEngine();
    private final long receivedBefore = received;
    private final long startOfLogBefore = startOfLog;
    private long knowsFrom;
    private boolean applying;
    private boolean compacting;

    Process() {
      this.core =
          new MemberCore(
              new MemberCore.Surroundings(
                  directory,
                  this::open,
                  time::now,
                  Consensus.ELECTION,
                  SimulatedLog.REQUEST_TIMEOUT,
                  task -> time.after(dice.around(Duration.ofMillis(2)), () -> ifAlive(task))),
              this,
              SimulatedMember.this::failed);
      this.log =
          new SimulatedLog(
              simulation.consensus(),
              simulation.network(),
              time,
              dice.split(),
              SimulatedMember.this,
              simulation.bug() == Bug.STALE_READ);
      this.kv = core.serve(log, number + 1, dice.number(), this);
      this.knowsFrom = core.applier().applied().index() + 1;
    }

    private Engine open(Path path) {
      engine = simulation.bug().onDisk(disk.open(path), dice);
      return engine;
    }

    void begin() {
      every(LeaseClock.TICK, core::tick);
      every(EXPIRE, core::expire);
      leadershipChanged();
      applySoon();
      wake();
    }

    private long applied() {
      return core.applier().applied().index();
    }

    private boolean isAlive() {
      return process.isPresent() && process.get() == this;
    }

    /** What goes wrong in the background stops a member. */
    private void ifAlive(Runnable task) {
      if (isAlive()) {
        try {
          task.run();
        } catch (RuntimeException e) {
          failed(e);
        }
      }
    }

    private void every(Duration interval, Runnable task) {
      time.after(
          interval,
          () -> {
            ifAlive(task);
            if (isAlive()) {
              every(interval, task);
            }
          });
    }

    void applySoon() {
      if (!applying) {
        applying = true;
        time.after(dice.around(APPLY), () -> ifAlive(this::apply));
      }
    }

    private void apply() {
      applying = false;
      int most = 1 + dice.below(AT_ONCE);
      for (int i = 0; i < most && isAlive() && applied() < received; i++) {
        apply(simulation.consensus().entry(applied() + 1));
      }
      log.reached(applied());
      if (isAlive() && applied() < received) {
        applySoon();
      }
    }

    private void apply(Consensus.Entry entry) {
      if (entry.proposal().isEmpty()) {
        core.applier().skip(entry.at());
        return;
      }
      Consensus.Proposal proposal = entry.proposal().get();
      boolean own = proposal.proposer == log && simulation.consensus().leads(number);
      Object prepared = own && !dice.oneIn(10) ? proposal.prepared : null;
      simulation.noteApplied(number, entry.at());
      core.applier().apply(entry.at(), proposal.bytes, prepared);
    }

    @Override
    public void wake() {
      if (!compacting) {
        compacting = true;
        time.after(dice.around(COMPACT), () -> ifAlive(this::compact));
      }
    }

    private void compact() {
      compacting = false;
      if (core.compactStep(1 + dice.below(50))) {
        wake();
      } else {
        compactions.forEach(one -> one.complete(null));
        compactions.clear();
      }
    }

    @Override
    public CompletableFuture<Void> whenReached(long revision) {
      CompletableFuture<Void> reached = new CompletableFuture<>();
      compactions.add(reached);
      wake();
      return reached;
    }
  }
}
