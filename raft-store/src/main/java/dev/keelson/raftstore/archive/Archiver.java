package dev.keelson.raftstore.archive;

import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.copy.StoreExport;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the archive of a running member: segments on a thread of its own, checkpoints on another.
 * The apply thread only hands over references, see {@link Backlog}; whatever the target does, the
 * store goes on.
 *
 * <p>A run is continued over restarts, as long as every entry can be had. Where one cannot (a
 * leader's checkpoint was installed, the backlog was too long, the archive was switched off
 * meanwhile, the data directory is another), a new run begins with a checkpoint, and a warning says
 * so.
 */
public final class Archiver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Archiver.class);

  /** A segment is closed when it has this many bytes, or is as old as the interval. */
  static final long SEGMENT_BYTES = 8L << 20;

  private static final Duration TICK = Duration.ofSeconds(1);

  /** How far behind its segments a run's head may be. */
  private static final Duration HEAD = Duration.ofSeconds(10);

  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  /** Where a member keeps the name of the run it writes; lost with its data directory. */
  public interface RunNote {
    Optional<String> read() throws IOException;

    /** Durable when it returns. */
    void write(String run) throws IOException;
  }

  private final ArchiveConfig config;
  private final RunNote note;
  private final Supplier<StoreExport> exports;
  private final Backlog backlog;
  private final RunWriter writer;
  private final Thread thread;
  private final AtomicLong errors = new AtomicLong();
  private volatile LogPosition applied = LogPosition.START;
  private volatile long bareSince;
  private volatile long lastSuccess;
  private volatile long writtenIndex = -1;
  private volatile long writtenRevision = 1;
  private volatile long runs;
  private volatile long checkpoints;
  private volatile @Nullable Thread checkpointing;

  // Of the archiver's thread alone.
  private final List<LogRecord> batch = new ArrayList<>();
  private boolean failing;

  // Of both threads, under this object's lock.
  private long checkpointMillis;
  private long checkpointIndex = -1;
  private long checkpointNotBefore;
  private boolean checkpointFailing;

  /**
   * Nothing is written before {@link #start}.
   *
   * @param exports gives the store as it is; asked on a thread of the archiver's
   * @throws BadArchive the archive belongs to another cluster
   */
  public static Archiver open(
      ArchiveConfig config,
      long cluster,
      long member,
      RunNote note,
      Supplier<StoreExport> exports,
      InstantSource clock)
      throws BadArchive {
    try {
      Manifest.check(config.target(), cluster);
    } catch (BadArchive e) {
      throw e;
    } catch (IOException e) {
      LOG.debug("the archive cannot be read yet", e); // will be said when it is to be written
    }
    return new Archiver(config, cluster, member, note, exports, clock);
  }

  private Archiver(
      ArchiveConfig config,
      long cluster,
      long member,
      RunNote note,
      Supplier<StoreExport> exports,
      InstantSource clock) {
    this.config = config;
    this.note = note;
    this.exports = exports;
    this.backlog = new Backlog(clock, config.bufferBytes());
    this.writer = new RunWriter(config.target(), config.key(), cluster, member);
    this.bareSince = Math.max(1, backlog.now());
    this.thread = Thread.ofPlatform().name("archive").daemon().unstarted(this::run);
  }

  /** {@code applied}: the last entry that is part of the state; what comes next is fed. */
  public void start(LogPosition applied) {
    this.applied = applied;
    thread.start();
  }

  /** For the apply thread. */
  public ArchiveFeed feed() {
    return backlog;
  }

  /** Any thread. */
  public ArchiveStatus status() {
    long now = backlog.now();
    long oldest = earliest(backlog.oldestMillis(), bareSince);
    return new ArchiveStatus(
        oldest == 0 ? 0 : Math.max(0, now - oldest) / 1e3,
        Math.max(0, backlog.newest().index() - writtenIndex),
        Math.max(0, backlog.newestRevision() - writtenRevision),
        lastSuccess,
        writer.bytes(),
        writer.segments(),
        checkpoints,
        runs,
        errors.get());
  }

  private static long earliest(long one, long other) {
    return one == 0 || other != 0 && other < one ? other : one;
  }

  private void run() {
    boolean begun = false;
    while (true) {
      boolean closing = backlog.isClosed();
      try {
        if (begun) {
          backlog.await(config.interval(), TICK);
          closing = backlog.isClosed();
          work();
        } else {
          begin();
          begun = true;
        }
        recovered();
        if (closing && batch.isEmpty() && backlog.isEmpty()) {
          return;
        }
      } catch (IOException | RuntimeException e) {
        failed(e);
        if (closing || !pause()) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private boolean pause() {
    try {
      return backlog.pause(AGAIN);
    } catch (InterruptedException _) {
      return false;
    }
  }

  private void failed(Exception e) {
    errors.incrementAndGet();
    if (!failing) {
      failing = true;
      LOG.atError()
          .addKeyValue("archive", config.target())
          .addKeyValue("error", String.valueOf(e))
          .log(
              "cannot write the archive; the store goes on, the archive falls behind and is tried"
                  + " again every second");
    }
  }

  private void recovered() {
    if (failing) {
      failing = false;
      LOG.atInfo().addKeyValue("archive", config.target()).log("the archive is written again");
    }
  }

  private void begin() throws IOException {
    Manifest.claim(config.target(), writer.cluster());
    Optional<String> noted = note.read();
    String reason = "none has been written from this data directory";
    if (noted.isPresent()) {
      try {
        Optional<RunWriter.Resumed> resumed = writer.resume(noted.get());
        if (resumed.isPresent()) {
          Optional<String> hole = resumed.get().hole(applied);
          if (hole.isEmpty()) {
            goOn(resumed.get());
            return;
          }
          reason = hole.get();
        }
      } catch (BadArchive e) {
        reason = String.valueOf(e.getMessage());
      }
    }
    newRun(reason, noted.isPresent());
  }

  private void goOn(RunWriter.Resumed resumed) {
    backlog.notBefore(resumed.newestMillis());
    writtenIndex = writer.next() - 1;
    writtenRevision = resumed.revision();
    synchronized (this) {
      checkpointMillis = resumed.checkpoint().map(Stamp::millis).orElse(0L);
      checkpointIndex = resumed.checkpoint().map(Stamp::index).orElse(-1L);
      if (resumed.checkpoint().isPresent()) {
        bareSince = 0;
      }
    }
    LOG.atInfo().addKeyValue("run", writer.run()).log("the archive goes on");
  }

  private void newRun(String reason, boolean unwanted) throws IOException {
    String run = RunName.fresh(backlog.now(), writer.member());
    note.write(run);
    synchronized (this) {
      long oldest = backlog.oldestMillis();
      bareSince = earliest(bareSince, oldest == 0 ? backlog.now() : oldest);
      checkpointMillis = 0;
      checkpointIndex = -1;
      checkpointNotBefore = 0;
      writer.begin(run);
    }
    backlog.startOver();
    backlog.hurry(); // to the checkpoint
    runs++;
    (unwanted ? LOG.atWarn() : LOG.atInfo())
        .addKeyValue("run", run)
        .addKeyValue("reason", reason)
        .log("a new run of the archive begins with a checkpoint");
  }

  private void work() throws IOException {
    collect();
    if (!batch.isEmpty()) {
      writer.write(batch);
      LogRecord last = batch.getLast();
      writtenIndex = last.index();
      writtenRevision = Math.max(writtenRevision, last.stamp().revision());
      lastSuccess = backlog.now();
      batch.clear();
      backlog.done();
    }
    writer.head(backlog.now(), backlog.isClosed() ? Duration.ZERO : HEAD);
    if (backlog.isLost()) {
      newRun("the target was too slow: entries were let go", true);
    } else if (backlog.isBroken()) {
      backlog.drop();
      newRun("the state of another member was installed", true);
    }
    checkpointIfDue();
  }

  /** Takes what follows on what is written, up to a segment's worth. */
  private void collect() throws IOException {
    long bytes = 0;
    for (LogRecord each : batch) {
      bytes += each.entry().length; // of an attempt that failed
    }
    while (bytes < SEGMENT_BYTES) {
      Optional<LogRecord> next = backlog.peek();
      if (next.isEmpty()) {
        return;
      }
      long expected = batch.isEmpty() ? writer.next() : batch.getLast().index() + 1;
      LogRecord record = next.get();
      if (expected < 0 || record.index() == expected) {
        backlog.take();
        batch.add(record);
        bytes += record.entry().length;
      } else if (record.index() < expected) { // applied once more after a restart
        backlog.drop();
        if (record.index() == expected - 1 && !writer.isLast(record)) {
          newRun("entry %d is another than was archived".formatted(record.index()), true);
        }
      } else if (batch.isEmpty()) {
        newRun("entries %d to %d are missing".formatted(expected, record.index() - 1), true);
      } else {
        return;
      }
    }
  }

  private synchronized void checkpointIfDue() {
    long now = backlog.now();
    boolean due =
        checkpointMillis == 0
            || now - checkpointMillis >= config.checkpointInterval().toMillis()
                && writtenIndex > checkpointIndex;
    if (due && checkpointing == null && now >= checkpointNotBefore && !backlog.isClosed()) {
      String run = writer.run();
      checkpointing =
          Thread.ofPlatform().name("archive-checkpoint").daemon().start(() -> checkpoint(run));
    }
  }

  private void checkpoint(String run) {
    try {
      Stamp stamp;
      LogPosition seen = latest(applied, backlog.newest());
      try (StoreExport export = exports.get()) {
        // An export names the last entry that changed something; what was seen before it is in it
        // all the same. The time is taken after it, so that nothing in it is younger.
        stamp = new Stamp(latest(seen, export.position()), export.head(), backlog.now());
        writer.checkpoint(run, stamp, export, backlog::isClosed);
      }
      checkpoints++;
      lastSuccess = backlog.now();
      synchronized (this) {
        if (run.equals(writer.run())) {
          checkpointMillis = stamp.millis();
          checkpointIndex = stamp.index();
          writtenIndex = Math.max(writtenIndex, stamp.index());
          writtenRevision = Math.max(writtenRevision, stamp.revision());
          bareSince = 0;
        }
        checkpointFailing = false;
      }
      new Retention(config.target(), writer.member(), run).prune(config.retention(), backlog.now());
    } catch (IOException | RuntimeException e) {
      checkpointFailed(e);
    } finally {
      checkpointing = null;
      backlog.hurry();
    }
  }

  private static LogPosition latest(LogPosition one, LogPosition other) {
    return other.compareTo(one) > 0 ? other : one;
  }

  private synchronized void checkpointFailed(Exception e) {
    if (backlog.isClosed()) {
      return;
    }
    errors.incrementAndGet();
    checkpointNotBefore = backlog.now() + AGAIN.toMillis();
    if (!checkpointFailing) {
      checkpointFailing = true;
      LOG.atError()
          .addKeyValue("archive", config.target())
          .addKeyValue("error", String.valueOf(e))
          .log("cannot write a checkpoint of the archive; the store goes on, it is tried again");
    }
  }

  /** Writes what waits, for at most two seconds. Nothing is fed any more. */
  @Override
  public void close() {
    backlog.close();
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      thread.join(CLOSE_PATIENCE);
      Thread other = checkpointing;
      if (other != null) {
        other.join(CLOSE_PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }
}
