package dev.keelson.raftstore.archive;

import dev.keelson.mvcc.LogPosition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Entries between the apply thread, which adds, and the archiver's thread, which takes. Bounded in
 * bytes: what would be more is let go, all of it, and nothing is taken up again before {@link
 * #startOver}. The lock is held for a few instructions.
 */
final class Backlog implements ArchiveFeed {
  /** What waits: an entry, or where {@code record} is empty the news that entries are missing. */
  private record Waiting(Optional<LogRecord> record) {
    static final Waiting BREAK = new Waiting(Optional.empty());
  }

  private final InstantSource clock;
  private final long most;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long bytes;
  private long taken;
  private long takenSince;
  private long lastMillis;
  private long lostSince;
  private LogPosition newest = LogPosition.START;
  private long newestRevision;
  private boolean closed;
  private boolean hurry;

  Backlog(InstantSource clock, long most) {
    this.clock = clock;
    this.most = most;
  }

  @Override
  public synchronized void applied(LogPosition position, long revision, byte[] entry) {
    long millis = now();
    newest = position;
    newestRevision = revision;
    if (lostSince != 0) {
      return;
    }
    long size = entry.length + LogRecord.OVERHEAD;
    if (bytes + taken + size > most) {
      lose(millis);
      return;
    }
    boolean first = waiting.isEmpty();
    waiting.add(
        new Waiting(Optional.of(new LogRecord(new Stamp(position, revision, millis), entry))));
    bytes += size;
    if (first || bytes >= Archiver.SEGMENT_BYTES && bytes - size < Archiver.SEGMENT_BYTES) {
      notifyAll();
    }
  }

  private void lose(long millis) {
    long oldest = oldestMillis();
    lostSince = oldest == 0 ? millis : oldest;
    waiting.clear();
    bytes = 0;
    notifyAll();
  }

  @Override
  public synchronized void installed() {
    if (lostSince == 0) {
      waiting.add(Waiting.BREAK);
      notifyAll();
    }
  }

  /** Now, but never before what it said earlier. */
  synchronized long now() {
    lastMillis = Math.max(lastMillis, clock.millis());
    return lastMillis;
  }

  /** Time goes on from there, where the clock is behind it. */
  synchronized void notBefore(long millis) {
    lastMillis = Math.max(lastMillis, millis);
  }

  /**
   * Waits until there is something to do: a break, an entry as old as {@code age}, a segment's
   * worth of them, the end, or {@code limit} is over.
   */
  synchronized void await(Duration age, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!closed && !hurry && lostSince == 0 && bytes < Archiver.SEGMENT_BYTES) {
      long left = (end - System.nanoTime()) / 1_000_000;
      Waiting first = waiting.peek();
      if (first != null) {
        long oldest = first.record().map(r -> r.stamp().millis()).orElse(0L); // break: at once
        left = Math.min(left, oldest + age.toMillis() - clock.millis());
      }
      if (left <= 0) {
        return;
      }
      wait(Math.min(left, age.toMillis() + 1));
    }
    hurry = false;
  }

  /** The next waiting entry, if it is one; it stays. */
  synchronized Optional<LogRecord> peek() {
    Waiting first = waiting.peek();
    return first == null ? Optional.empty() : first.record();
  }

  /** Whether the next is news that entries are missing. */
  synchronized boolean isBroken() {
    return waiting.peek() == Waiting.BREAK;
  }

  /** Whether entries were let go since the last start. */
  synchronized boolean isLost() {
    return lostSince != 0;
  }

  /** Takes what {@link #peek} showed; it counts against the bound until {@link #done}. */
  synchronized void take() {
    if (takenSince == 0) {
      takenSince = oldestMillis();
    }
    taken += remove();
  }

  /** Takes what {@link #peek} showed, or a break, which nobody wants. */
  synchronized void drop() {
    var _ = remove();
  }

  private long remove() {
    Optional<LogRecord> record = waiting.remove().record();
    long size = record.map(r -> (long) r.entry().length + LogRecord.OVERHEAD).orElse(0L);
    bytes -= size;
    return size;
  }

  /** What was taken is written, or not wanted. */
  synchronized void done() {
    taken = 0;
    takenSince = 0;
  }

  /** From here on entries are taken up again, if they were let go. */
  synchronized void startOver() {
    lostSince = 0;
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Of what waits, was taken and is not done, or was let go; 0 = nothing. */
  synchronized long oldestMillis() {
    if (takenSince != 0) {
      return takenSince;
    }
    if (lostSince != 0) {
      return lostSince;
    }
    for (Waiting each : waiting) {
      if (each.record().isPresent()) {
        return each.record().get().stamp().millis();
      }
    }
    return 0;
  }

  /** The last entry that was fed, whatever became of it: it is part of what readers see. */
  synchronized LogPosition newest() {
    return newest;
  }

  synchronized long newestRevision() {
    return newestRevision;
  }

  /** Wakes {@link #await} once. */
  synchronized void hurry() {
    hurry = true;
    notifyAll();
  }

  /** Waits; false if the end has come. */
  synchronized boolean pause(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    long left = time.toMillis();
    while (!closed && left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
    return !closed;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean isClosed() {
    return closed;
  }
}
