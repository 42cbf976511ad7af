package dev.keelson.mvcc.watch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A watcher of a {@link WatchHub}: an inbox and a phase.
 *
 * <pre>
 *   open ──start after head──▶ LIVE ──inbox full, rebase──▶ CATCHING_UP ──compacted──▶ OVER
 *    └────start up to head────────────▶ ▲──────met head──────┘ ▲
 * </pre>
 *
 * <p>Fields without a comment are written under the hub's lock. Nothing here is a record of the
 * phase with its data, as house style would have it, because there may be a million of these, most
 * of them idle.
 */
final class HubWatcher implements Watcher {
  enum Phase {
    /** Member of a group; gets everything from {@link #next} on as it is published. */
    LIVE,
    /** Reads {@link #next} and on from history. */
    CATCHING_UP,
    /** Compacted away: the inbox holds the last it will ever give. */
    OVER,
    CLOSED
  }

  /** Who is to read the next slice of history. */
  enum Reading {
    /** Nobody: not catching up. */
    NONE,
    /** A task that runs or is queued on the catch-up executor. */
    TASK,
    /** Whoever finds the inbox drained makes it TASK, by compare-and-set, and submits one. */
    WHEN_DRAINED,
    /** The next publication: history could not be read, or ended before what was published. */
    WHEN_PUBLISHED
  }

  private static final VarHandle READING;

  static {
    try {
      READING = MethodHandles.lookup().findVarHandle(HubWatcher.class, "reading", Reading.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final WatchHub hub;
  private final WatchSpec spec;
  final Mailbox.Slot slot;
  final Inbox inbox = new Inbox();

  /** Where it is a member while LIVE, and where in there. */
  @Nullable WatcherGroup group;

  int place;

  volatile Phase phase = Phase.LIVE;

  /** Also changed outside the lock, from WHEN_DRAINED to TASK. */
  private volatile Reading reading = Reading.NONE;

  /**
   * CATCHING_UP: everything older was put into the inbox, this was not. LIVE: nothing older is to
   * be given any more; not moved on by what is published. Never decreases, so that nothing is ever
   * given twice (rules 34 and 41).
   */
  volatile long next;

  HubWatcher(WatchHub hub, WatchSpec spec, Mailbox mailbox, long next) {
    this.hub = hub;
    this.spec = spec;
    this.slot = mailbox.slot(this);
    this.next = next;
  }

  @Override
  public Delivery poll() {
    if (phase == Phase.CLOSED) {
      return Delivery.Nothing.NOTHING;
    }
    Delivery delivery = inbox.take();
    if (reading == Reading.WHEN_DRAINED && inbox.isDrained() && claimReading()) {
      hub.submitReading(this);
    }
    return delivery;
  }

  /**
   * The order of looks matters: all up to {@code published} had been put into live inboxes before
   * it was written, so who is live after that was read, and drained after that, missed nothing.
   */
  @Override
  public boolean isSyncedTo(long revision) {
    if (spec.startRevision() > revision) {
      return false;
    }
    long published = hub.published();
    boolean given =
        switch (phase) {
          case LIVE -> published >= revision;
          case CATCHING_UP -> next > revision;
          case OVER, CLOSED -> false;
        };
    return given && inbox.hasNothingThrough(revision);
  }

  @Override
  public WatchSpec spec() {
    return spec;
  }

  @Override
  public void close() {
    hub.closed(this);
  }

  void reading(Reading now) {
    reading = now;
  }

  boolean isReading(Reading asked) {
    return reading == asked;
  }

  /** From WHEN_DRAINED to TASK; true for the one who then has to submit it. */
  boolean claimReading() {
    return READING.compareAndSet(this, Reading.WHEN_DRAINED, Reading.TASK);
  }

  /**
   * Whether {@code matched} may be added to the inbox. An empty one takes anything, so everything
   * can be given.
   */
  boolean hasRoomFor(MatchedEvents matched, WatchHub.Limits limits) {
    return inbox.isEmpty()
        || (inbox.pendingRevisions() + matched.batches().size() <= limits.ringRevisions()
            && inbox.pendingBytes() + matched.bytes() <= limits.ringBytes());
  }
}
