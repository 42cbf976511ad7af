package dev.keelson.raftstore.consensus;

import dev.keelson.mvcc.LogPosition;
import dev.keelson.raftstore.measure.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes checkpoints on a thread of its own while entries go on being applied, keeps the newest (and
 * one that is still being sent), and says how much of the log they make superfluous.
 *
 * <p>The log is dropped up to the checkpoint <em>before</em> the newest: what lies between the two
 * stays, bounded in entries and in bytes, so that a member that was away for a moment is served
 * from the log.
 *
 * <p>{@code applied} is for the apply thread; {@link #working} keeps checkpoints and installations
 * apart.
 */
final class CheckpointKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointKeeper.class);

  /** A checkpoint nobody has asked for a chunk of for so long is not being sent any more. */
  private static final Duration SENDING_PAUSE = Duration.ofSeconds(30);

  private static final String UNFINISHED = "checkpoint.tmp";

  private final LogApplier applier;
  private final long maxEntries;
  private final long maxBytes;
  private final boolean force;
  private final Runnable onTaken;
  private final ExecutorService thread;
  private final ReentrantLock working = new ReentrantLock();
  private final AtomicBoolean asked = new AtomicBoolean();

  private volatile Path root = Path.of("");
  private volatile @Nullable Checkpoint latest;
  private volatile long dispensable = -1;
  private volatile boolean closed;
  private final Durations taken = Durations.doubling(0.001, 16);
  private final Durations synced = Durations.doubling(0.001, 16);
  private final Durations installed = Durations.doubling(0.001, 16);
  private final LongAdder bytesApplied = new LongAdder();
  private long bytesSince;

  /** {@code onTaken} is told on the keeper's thread after each new checkpoint. */
  CheckpointKeeper(LogConfig config, LogApplier applier, Runnable onTaken) {
    this.applier = applier;
    this.maxEntries = config.snapshotEntries();
    this.maxBytes = config.snapshotBytes();
    this.force = !config.unsafeNoFsync();
    this.onTaken = onTaken;
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("raft-checkpoint").factory());
  }

  /**
   * Finds the newest checkpoint, removes what an interrupted one left. {@code root}: of this
   * member's group.
   */
  void open(Path root) throws IOException {
    this.root = root;
    Directories.remove(root.resolve(UNFINISHED));
    for (Path left : Directories.children(root.resolve("tmp"))) {
      Directories.remove(left);
    }
    rescan();
    prune();
  }

  Optional<Checkpoint> latest() {
    return Optional.ofNullable(latest);
  }

  /**
   * Index up to which entries may be dropped; -1 = none. Never decreases but by {@link #install}.
   */
  long dispensable() {
    return dispensable;
  }

  /** Of this member's own. */
  Durations taken() {
    return taken;
  }

  /** The part of {@link #taken} that waits for the disk. */
  Durations synced() {
    return synced;
  }

  /** Of other members'. */
  Durations installed() {
    return installed;
  }

  /** Of entries, since the start. */
  long bytesApplied() {
    return bytesApplied.sum();
  }

  /** Counts an entry, and asks for a checkpoint when enough has come together. Apply thread. */
  void applied(long index, int bytes) {
    bytesSince += bytes;
    bytesApplied.add(bytes);
    Checkpoint last = latest;
    long entries = index - (last == null ? -1 : last.position().index());
    if ((entries >= maxEntries || bytesSince >= maxBytes) && asked.compareAndSet(false, true)) {
      bytesSince = 0;
      try {
        thread.execute(this::takeAsked);
      } catch (RejectedExecutionException e) {
        asked.set(false); // closing
      }
    }
  }

  private void takeAsked() {
    boolean taken = false;
    working.lock();
    try {
      taken = !closed && take();
    } catch (IOException | RuntimeException e) {
      // The log is kept until one succeeds; the next is tried when as much again has been applied.
      LOG.error("checkpoint failed; the log cannot be shortened until one succeeds", e);
    } finally {
      working.unlock();
      asked.set(false);
    }
    if (taken) {
      onTaken.run();
    }
  }

  /** Whether it is a new one. Holds {@link #working}. */
  private boolean take() throws IOException {
    long start = System.nanoTime();
    Path unfinished = root.resolve(UNFINISHED);
    Directories.remove(unfinished);
    LogPosition reached = applier.checkpoint(unfinished);
    Checkpoint before = latest;
    if (before != null && reached.compareTo(before.position()) <= 0) {
      Directories.remove(unfinished);
      return false;
    }
    if (force) {
      long written = System.nanoTime();
      Directories.force(unfinished);
      synced.observeNanos(System.nanoTime() - written);
    }
    Path parent = Files.createDirectories(root.resolve("sm"));
    Path directory = Checkpoint.directory(parent, reached);
    Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
    if (force) {
      Directories.forceOne(parent);
    }
    latest = new Checkpoint(reached, directory);
    if (before != null) {
      dispensable = before.position().index();
    }
    prune(before);
    taken.observeNanos(System.nanoTime() - start);
    return true;
  }

  /**
   * Makes the newest checkpoint found on disk the state of this member, and takes one of its own
   * from it at once: the applier may move the directory away, and a leader must have one to send.
   */
  void install() throws IOException {
    long start = System.nanoTime();
    working.lock();
    try {
      rescan();
      Checkpoint received = latest;
      if (received == null) {
        throw new IllegalStateException("no checkpoint to install below " + root);
      }
      received.removeDigests();
      applier.install(received.directory());
      long reached = applier.applied().index();
      if (reached != received.position().index()) {
        throw new IllegalStateException(
            "installed " + received + " but the state is at index " + reached);
      }
      latest = null;
      dispensable = -1;
      Directories.remove(received.directory());
      take();
      bytesSince = 0;
      installed.observeNanos(System.nanoTime() - start);
    } finally {
      working.unlock();
    }
  }

  /** No checkpoint is under way when this returns, nor begins later. */
  void close() {
    closed = true;
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
        LOG.warn("closing while a checkpoint is still being written; it will be taken again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rescan() throws IOException {
    latest =
        Directories.children(root.resolve("sm")).stream()
            .flatMap(directory -> Checkpoint.at(directory).stream())
            .max(Comparator.comparing(Checkpoint::position))
            .orElse(null);
  }

  private void prune(@Nullable Checkpoint... candidates) throws IOException {
    Checkpoint newest = latest;
    for (Path directory : Directories.children(root.resolve("sm"))) {
      Optional<Checkpoint> found = Checkpoint.at(directory);
      if (found.isEmpty()
          || newest == null
          || found.get().position().compareTo(newest.position()) >= 0) {
        continue; // a newer one has just been received and waits to be installed
      }
      boolean sending = false;
      for (Checkpoint candidate : candidates) {
        sending |=
            candidate != null
                && candidate.directory().equals(directory)
                && candidate.isBeingSent(System.nanoTime(), SENDING_PAUSE.toNanos());
      }
      if (!sending) {
        Directories.remove(directory);
      }
    }
  }
}
