package dev.keelson.raftstore;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.watch.EventBatch;
import dev.keelson.mvcc.watch.WatchHub;
import dev.keelson.raftstore.archive.ArchiveFeed;
import dev.keelson.raftstore.consensus.LogApplier;
import dev.keelson.raftstore.consensus.ReplicatedLog.Leadership;
import dev.keelson.raftstore.entry.Entry;
import dev.keelson.raftstore.entry.EntryCodec;
import dev.keelson.raftstore.lease.LeaseClock;
import dev.keelson.raftstore.member.MemberText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the store from the log: the straight line from a committed entry to changed state, told
 * events and answered requests. All of {@link #apply} and {@link #install} runs on the log's apply
 * thread, which is the store's one writer.
 */
final class StoreApplier implements LogApplier {
  /** What {@link #answer} is asked: kind, lease id. */
  enum Question {
    KEEP_ALIVE,
    SECONDS_LEFT,
    /** What the leader sees of the others: {@link Sight}. */
    SIGHT;

    byte[] about(long lease) {
      return ByteBuffer.allocate(9).put((byte) ordinal()).putLong(lease).array();
    }
  }

  /** What others want to know; set before the log starts. */
  interface Listener {
    void leadershipChanged(Leadership now);

    void compactionRequested();

    /** May have, by {@link Command.SwapFact}. Apply thread. */
    default void factChanged(Bytes name) {}

    void failed(Throwable why);

    /** See {@link Sight}. */
    default byte[] sight() {
      throw new IllegalStateException("this member sees no others");
    }

    /** See {@link LogApplier#tell}. */
    default byte[] tell() {
      return new byte[0];
    }
  }

  private static final byte[] NOTHING = {};

  private final Path directory;
  private final Function<Path, Engine> engines;
  private final LeaseClock clock;
  private final Duration leaseGrace;
  private final WatchHub hub;
  private final Listener listener;
  private final Tally tally;

  /**
   * Held by background jobs over the store, so that an installed snapshot does not close it under
   * them.
   */
  private final Object background = new Object();

  private volatile MvccStore store;
  private volatile CompletableFuture<MvccStore> ready;
  private @Nullable ProposalQueue proposals;
  private ArchiveFeed archive = ArchiveFeed.NONE;
  private boolean leading;

  /**
   * {@code engines} opens an engine on a directory; {@code leaseGrace}: see {@link
   * LeaseClock#startLeading}.
   */
  StoreApplier(
      Path directory,
      Function<Path, Engine> engines,
      LeaseClock clock,
      Duration leaseGrace,
      Executor catchUp,
      Listener listener,
      Tally tally) {
    this.directory = directory;
    this.engines = engines;
    this.clock = clock;
    this.leaseGrace = leaseGrace;
    this.listener = listener;
    this.tally = tally;
    finishInterruptedInstall();
    this.store = MvccStore.open(engines.apply(directory), this::publish);
    this.hub = new WatchHub(store.history(), catchUp, WatchHub.Limits.DEFAULT);
    this.ready = CompletableFuture.completedFuture(store);
  }

  /** Whose waiting requests are answered; before the log starts. */
  void answerTo(ProposalQueue queue) {
    this.proposals = queue;
  }

  /** Told what was applied; before the log starts. */
  void archiveTo(ArchiveFeed feed) {
    this.archive = feed;
  }

  WatchHub hub() {
    return hub;
  }

  /**
   * The store as it is; closed for a moment while a snapshot is installed, see {@link #whenReady}.
   */
  MvccStore store() {
    return store;
  }

  /** Completes with the open store: at once, but while a snapshot is being installed. */
  CompletableFuture<MvccStore> whenReady() {
    return ready;
  }

  private void publish(List<EventBatch> batches) {
    hub.publish(batches);
  }

  @Override
  public LogPosition applied() {
    return store.applied();
  }

  @Override
  public void apply(LogPosition position, byte[] bytes, @Nullable Object prepared) {
    Optional<ProposalQueue.InFlight> waiting;
    Entry entry;
    if (prepared instanceof ProposalQueue.InFlight own) {
      waiting = Optional.of(own);
      entry = own.entry();
    } else {
      entry = EntryCodec.decode(bytes);
      waiting = proposals == null ? Optional.empty() : proposals.find(entry);
    }
    Bytes name = windowOf(entry.origin());
    Optional<OriginWindow> window = store.fact(name).map(OriginWindow::of);
    if (window.isPresent() && window.get().holds(entry)) {
      skip(position, bytes);
      return;
    }
    OriginWindow next = window.map(w -> w.with(entry)).orElseGet(() -> OriginWindow.first(entry));
    List<Command<?>> commands = new ArrayList<>(entry.commands().size() + 1);
    commands.addAll(entry.commands());
    commands.add(new Command.PutFact(name, Optional.of(next.bytes())));
    long start = System.nanoTime();
    List<Outcome<?>> outcomes = store.apply(position, commands, waiting.isPresent());
    tally.applies.observeNanos(System.nanoTime() - start);
    archive.applied(position, store.revision(), bytes);
    for (int i = 0; i < entry.commands().size(); i++) {
      if (outcomes.get(i) instanceof Outcome.Ok<?> done) {
        tally.applied(entry.commands().get(i), done);
        follow(entry.commands().get(i));
      }
    }
    waiting.ifPresent(own -> own.answer(outcomes));
  }

  static Bytes windowOf(long origin) {
    return Bytes.of("entries/" + MemberText.hex(origin));
  }

  /** What has to happen beside the store once a command is applied. */
  private void follow(Command<?> command) {
    switch (command) {
      case Command.LeaseGrant grant -> clock.granted(grant.id(), grant.ttl());
      case Command.LeaseRevoke revoke -> clock.revoked(revoke.id());
      case Command.Compact _ -> listener.compactionRequested();
      case Command.Put _,
          Command.DeleteRange _,
          Command.Txn _,
          Command.LeaseCheckpoint _,
          Command.SetAlarm _,
          Command.PutFact _ -> {}
      case Command.SwapFact swap -> listener.factChanged(swap.name());
    }
  }

  @Override
  public void skip(LogPosition position) {
    skip(position, NOTHING);
  }

  private void skip(LogPosition position, byte[] entry) {
    store.skip(position);
    archive.applied(position, store.revision(), entry);
  }

  @Override
  public LogPosition checkpoint(Path into) {
    synchronized (background) {
      return store.checkpoint(into);
    }
  }

  /** One step of physical compaction; see {@link MvccStore#compactStep}. */
  boolean compactStep(int maxRecords) {
    synchronized (background) {
      return store.compactStep(maxRecords);
    }
  }

  /** Rewrites the files without what was deleted; long, blocks neither reads nor writes. */
  void compactFiles() {
    synchronized (background) {
      store.compactFiles();
    }
  }

  /**
   * Close, move the old state aside, move the new one in, open. A crash between the moves leaves
   * the old state aside, where {@link #finishInterruptedInstall} finds it.
   */
  @Override
  public void install(Path checkpoint) {
    CompletableFuture<MvccStore> next = new CompletableFuture<>();
    ready = next;
    MvccStore installed;
    synchronized (background) {
      store.close();
      try {
        Files.move(directory, aside());
        Files.move(checkpoint, directory);
        delete(aside());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot install a snapshot into " + directory, e);
      }
      installed = MvccStore.open(engines.apply(directory), this::publish);
      store = installed;
    }
    hub.rebase(installed.history());
    archive.installed();
    ready = CompletableFuture.completedFuture(installed);
    next.complete(installed);
  }

  private Path aside() {
    return directory.resolveSibling(directory.getFileName() + ".old");
  }

  private void finishInterruptedInstall() {
    try {
      if (Files.exists(aside())) {
        if (Files.exists(directory)) {
          delete(aside());
        } else {
          Files.move(aside(), directory);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot finish an interrupted snapshot install in " + directory, e);
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public byte[] answer(byte[] question) {
    ByteBuffer in = ByteBuffer.wrap(question);
    Question kind = Question.values()[in.get()];
    long lease = in.getLong();
    return switch (kind) {
      case KEEP_ALIVE -> number(renewed(clock.keepAlive(lease)));
      case SECONDS_LEFT -> number(clock.secondsLeft(lease).orElse(-1));
      case SIGHT -> listener.sight();
    };
  }

  private static byte[] number(long answer) {
    return ByteBuffer.allocate(8).putLong(answer).array();
  }

  @Override
  public byte[] tell() {
    return listener.tell();
  }

  private long renewed(long ttl) {
    if (ttl > 0) {
      tally.leasesRenewed.increment();
    }
    return ttl;
  }

  @Override
  public void leadershipChanged(Leadership now) {
    if (now.leading() != leading) {
      leading = now.leading();
      if (leading) {
        clock.startLeading(store.leases(), leaseGrace);
      } else {
        clock.stopLeading();
      }
    }
    listener.leadershipChanged(now);
  }

  @Override
  public void failed(Throwable why) {
    listener.failed(why);
  }

  @Override
  public void closed() {
    hub.close();
    store.flush();
    store.close();
  }
}
