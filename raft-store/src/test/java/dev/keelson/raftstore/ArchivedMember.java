package dev.keelson.raftstore;

import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.raftstore.archive.ArchiveConfig;
import dev.keelson.raftstore.archive.ArchiveKey;
import dev.keelson.raftstore.archive.ArchiveTarget;
import dev.keelson.raftstore.archive.Archiver;
import dev.keelson.raftstore.archive.BadArchive;
import dev.keelson.raftstore.consensus.ReplicatedLog.Leadership;
import dev.keelson.raftstore.entry.Entry;
import dev.keelson.raftstore.entry.EntryCodec;
import dev.keelson.raftstore.lease.LeaseClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A store and its archiver, fed with entries by a test instead of a log. */
final class ArchivedMember implements AutoCloseable {
  static final long CLUSTER = 0xc1;
  static final long MEMBER = 0xa1;

  /** What a data directory would keep. */
  static final class Note implements Archiver.RunNote {
    volatile Optional<String> run = Optional.empty();

    @Override
    public Optional<String> read() {
      return run;
    }

    @Override
    public void write(String name) {
      run = Optional.of(name);
    }
  }

  /** Milliseconds; moved by the test. */
  final AtomicLong clock;

  final StoreApplier applier;
  final Archiver archiver;
  private long index = -1;
  private long sequence;

  ArchivedMember(ArchiveTarget target, Note note, AtomicLong clock, Optional<ArchiveKey> key)
      throws BadArchive {
    this(
        new ArchiveConfig(
            target,
            Duration.ofMillis(10),
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            key,
            1 << 20),
        note,
        clock,
        CLUSTER);
  }

  ArchivedMember(ArchiveConfig config, Note note, AtomicLong clock, long cluster)
      throws BadArchive {
    this.clock = clock;
    this.applier =
        new StoreApplier(
            Path.of("nowhere"),
            _ -> new MemoryEngine(),
            new LeaseClock(System::nanoTime, _ -> {}),
            Duration.ZERO,
            Runnable::run,
            new Quiet(),
            new Tally());
    InstantSource now = () -> Instant.ofEpochMilli(clock.get());
    this.archiver =
        Archiver.open(config, cluster, MEMBER, note, () -> applier.store().export(), now);
    applier.archiveTo(archiver.feed());
  }

  ArchivedMember start() {
    archiver.start(applier.applied());
    return this;
  }

  /** One entry of these commands, a millisecond later; the revision after it. */
  long apply(List<? extends Command<?>> commands) {
    clock.incrementAndGet();
    Entry entry = new Entry(MEMBER, 9, sequence++, List.copyOf(commands));
    applier.apply(new LogPosition(1, ++index), EntryCodec.encode(entry), null);
    return applier.store().revision();
  }

  long put(String key, String value) {
    return apply(List.of(Command.Put.of(key, value)));
  }

  /** Waits until everything is archived; time stands at the end a moment later. */
  void settle() {
    await(
        () -> {
          clock.addAndGet(10);
          var status = archiver.status();
          return status.lagEntries() == 0 && status.lagSeconds() == 0;
        });
  }

  /** Lets the interval between checkpoints pass, and waits for one. */
  void checkpoint() {
    long before = archiver.status().checkpoints();
    clock.addAndGet(60_000);
    await(
        () -> {
          clock.addAndGet(10);
          return archiver.status().checkpoints() > before;
        });
  }

  int hash(long revision) {
    try (ReadView view = applier.store().view()) {
      return view.hashKv(revision).orThrow().hash();
    }
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within a minute");
      }
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    archiver.close();
    applier.closed();
  }

  private static final class Quiet implements StoreApplier.Listener {
    @Override
    public void leadershipChanged(Leadership now) {}

    @Override
    public void compactionRequested() {}

    @Override
    public void failed(Throwable why) {
      throw new AssertionError(why);
    }
  }
}
