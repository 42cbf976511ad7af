package dev.keelson.raftstore.etcd.client;

import dev.keelson.mvcc.watch.Delivery;
import dev.keelson.mvcc.watch.Mailbox;
import dev.keelson.mvcc.watch.MatchedEvents;
import dev.keelson.mvcc.watch.WatchSpec;
import dev.keelson.mvcc.watch.Watcher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One watch at the cluster, and what came of it and was not taken yet. It outlives the streams it
 * is on: each begins at {@link #next}. Who takes too little has it broken off, and read again from
 * history once all was taken.
 */
final class RemoteWatcher implements Watcher {
  /** Not taken yet, at most, but for one answer more. Unit: bytes. */
  static final long MOST_WAITING = 16 << 20;

  private final WatchSpec spec;
  private final WatchLane lane;
  final Mailbox.Slot slot;

  /** Guarded by itself. */
  private final Deque<Delivery> inbox = new ArrayDeque<>();

  private long waiting;

  /** Everything wanted up to there was put into the inbox. Never decreases. */
  private volatile long progress;

  /** Somebody waits for progress up to there; 0: nobody. */
  private volatile long wanted;

  private volatile boolean isOver;
  private volatile boolean isParked;

  // The rest is guarded by the lane.

  /** First revision that was not put into the inbox; 0: not known yet, what comes after now. */
  long next;

  /** On the stream that is open now; 0: on none. */
  long id;

  /** The server has told that it is there: at this revision, as the so-manieth of the stream. */
  long confirmedAt;

  long confirmation;

  /** Events of an answer that comes in parts. */
  final List<dev.keelson.raftstore.etcd.pb.mvcc.Event> parts = new ArrayList<>();

  /** When it may be looked again whether nothing happened. */
  long checkNanos = System.nanoTime();

  boolean isChecked;

  private boolean isTold;

  /** {@code next}: 0 where it starts at what the server takes for now. */
  RemoteWatcher(WatchSpec spec, Mailbox mailbox, long next, WatchLane lane) {
    this.spec = spec;
    this.lane = lane;
    this.slot = mailbox.slot(this);
    this.next = next;
    this.progress = Math.max(0, next - 1);
  }

  /** Nothing can come of an empty range, and nothing is older than the first revision. */
  void open() {
    if (spec.startRevision() < 0) {
      isOver = true;
      synchronized (inbox) {
        inbox.add(new Delivery.Compacted(0));
      }
      if (slot.raise()) {
        slot.mailbox().wake();
      }
    } else if (!spec.range().isEmpty()) {
      lane.add(this);
    }
  }

  @Override
  public WatchSpec spec() {
    return spec;
  }

  @Override
  public Delivery poll() {
    Delivery delivery;
    boolean isResumed;
    synchronized (inbox) {
      delivery = inbox.isEmpty() ? Delivery.Nothing.NOTHING : inbox.remove();
      if (delivery instanceof Delivery.Events(MatchedEvents matched)) {
        waiting -= matched.bytes();
      }
      isResumed = isParked && inbox.isEmpty();
      if (isResumed) {
        isParked = false;
      }
    }
    if (isResumed) {
      lane.resume(this);
    }
    return delivery;
  }

  @Override
  public boolean isSyncedTo(long revision) {
    if (isOver || spec.startRevision() > revision) {
      return false;
    }
    if (spec.range().isEmpty() || progress >= revision) {
      return hasNothingThrough(revision);
    }
    if (wanted < revision) {
      wanted = revision;
    }
    lane.ask();
    return false;
  }

  private boolean hasNothingThrough(long revision) {
    synchronized (inbox) {
      return !(inbox.peek() instanceof Delivery.Events(MatchedEvents matched))
          || matched.firstRevision() > revision;
    }
  }

  @Override
  public void close() {
    synchronized (inbox) {
      isOver = true;
      isParked = false;
      inbox.clear();
      waiting = 0;
    }
    lane.remove(this);
  }

  /** Nothing was ever told. */
  boolean isUntold() {
    return !isTold;
  }

  boolean isOver() {
    return isOver;
  }

  boolean isParked() {
    return isParked;
  }

  long progress() {
    return progress;
  }

  boolean wantsProgress() {
    return wanted > progress && !isOver;
  }

  /** Lane: true where it is told more than its consumer takes. */
  boolean put(MatchedEvents matched) {
    boolean isFull;
    synchronized (inbox) {
      if (isOver) {
        return false;
      }
      inbox.add(new Delivery.Events(matched));
      waiting += matched.bytes();
      isFull = waiting > MOST_WAITING;
      isParked = isFull;
    }
    isTold = true;
    next = matched.lastRevision() + 1;
    progress = Math.max(progress, matched.lastRevision());
    return isFull;
  }

  /** Lane: the last that comes. */
  void end(long compactRevision) {
    synchronized (inbox) {
      if (isOver) {
        return;
      }
      isOver = true;
      inbox.add(new Delivery.Compacted(compactRevision));
    }
  }

  /** Lane: nothing is to come up to there. True where somebody waited for that. */
  boolean reached(long revision) {
    boolean isWaited = wantsProgress();
    if (revision > progress) {
      progress = revision;
    }
    next = Math.max(next, revision + 1);
    return isWaited && !wantsProgress();
  }
}
