package dev.keelson.jepsen.simulation;

import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.check.StoreCheck;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.raftstore.MemberCore;
import dev.keelson.raftstore.PhysicalCompaction;
import dev.keelson.raftstore.consensus.ReplicatedLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Members of which each gets an entry when a test says so: one log, applied by hand. The first
 * leads, and applies at once what is proposed.
 */
final class MembersByHand {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Path home;
  private final List<byte[]> log = new ArrayList<>();
  private int checkpoints;

  MembersByHand(Path home) {
    this.home = home;
  }

  /** An empty member. */
  One member(String name) {
    return new One(name, new MemoryEngine());
  }

  final class One implements PhysicalCompaction {
    private final String name;
    private final MemberCore core;
    private final KvStore kv;
    private MemoryEngine engine;

    private One(String name, MemoryEngine begun) {
      this.name = name;
      this.engine = begun;
      Path store = home.resolve(name).resolve("store");
      SimulatedDisk.make(List.of(store));
      core =
          new MemberCore(
              new MemberCore.Surroundings(
                  store, this::open, System::nanoTime, Duration.ZERO, TIMEOUT, Runnable::run),
              this,
              why -> {
                throw new AssertionError(why);
              });
      kv = core.serve(new Port(this), 1, 1, this);
      core.applier().leadershipChanged(new ReplicatedLog.Leadership(1, 1, true));
    }

    /** What an installed checkpoint left in the directory, else what this life began with. */
    private Engine open(Path directory) {
      if (SimulatedDisk.hasFiles(directory)) {
        engine = MemoryEngine.open(directory);
        SimulatedDisk.empty(directory);
      }
      return engine;
    }

    KvStore kv() {
      return kv;
    }

    MvccStore store() {
      return core.store();
    }

    /** What its disk holds now, and will hold whatever it does later. */
    MemoryEngine disk() {
      return engine.copy();
    }

    /** Another process on that disk; what was written after is lost. */
    One restartedOn(MemoryEngine disk) {
      return new One(name + "'", disk.copy());
    }

    /** Proposed by this member; applied here at once. */
    <R> Outcome<R> propose(Command<R> command) {
      return kv.submit(command).join();
    }

    /** Everything that the log holds. */
    One follow() {
      while (core.applier().applied().index() < log.size() - 1) {
        long next = Math.max(0, core.applier().applied().index() + 1);
        core.applier().apply(new LogPosition(1, next), log.get((int) next), null);
      }
      return this;
    }

    void compactAll() {
      while (core.compactStep(10)) {
        // on to the next
      }
    }

    Path checkpoint() {
      Path directory = home.resolve("checkpoint" + checkpoints++);
      var _ = core.applier().checkpoint(directory);
      return directory;
    }

    /** The checkpoint stays as it is: another member may want it too. */
    void install(Path checkpoint) throws java.io.IOException {
      Path copy = home.resolve("checkpoint" + checkpoints++);
      Files.createDirectories(copy);
      try (var files = Files.list(checkpoint)) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
      core.applier().install(copy);
    }

    /** Revision and hash of all that is readable. */
    String state() {
      try (ReadView view = store().view()) {
        return view.revision()
            + ", compacted "
            + view.compactedRevision()
            + ", hash "
            + view.hashKv(view.revision()).orThrow().hash();
      }
    }

    List<String> faults() {
      return StoreCheck.faults(store(), engine);
    }

    @Override
    public void wake() {}

    @Override
    public CompletableFuture<Void> whenReached(long revision) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /** A log that commits at once. */
  private final class Port implements ReplicatedLog {
    private final One member;

    Port(One member) {
      this.member = member;
    }

    @Override
    public CompletableFuture<Void> propose(byte[] entry, Object prepared) {
      log.add(entry);
      member.follow();
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> readBarrier() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<byte[]> askLeader(byte[] question) {
      return CompletableFuture.completedFuture(member.core.applier().answer(question));
    }

    @Override
    public Leadership leadership() {
      return new Leadership(1, 1, true);
    }

    @Override
    public Progress progress() {
      return new Progress(log.size() - 1L, log.size() - 1L, member.store().applied().index());
    }

    @Override
    public Timings timings() {
      return Timings.none();
    }

    @Override
    public CompletableFuture<Void> transferLeadership(long target) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
  }
}
