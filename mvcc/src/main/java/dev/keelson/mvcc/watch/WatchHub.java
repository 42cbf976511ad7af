package dev.keelson.mvcc.watch;

import static java.util.Objects.requireNonNull;

import dev.keelson.mvcc.Invariant;
import dev.keelson.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events to watchers: as they are published to those that keep up, from history to those
 * that do not. A watcher never slows down the apply thread or another watcher, never gets an event
 * twice and never misses one; only compaction ends it (rules 31, 34, 38, 41).
 *
 * <p><b>One lock</b>, the hub's own monitor {@code lock}, guards which watchers there are, their
 * phases, the groups, the inboxes' producing end and {@code published}. It makes "start after
 * head", "met head" and "fell behind" one step with regard to publishing, which is what leaves no
 * gap and no duplicate. Publishing holds it for the matching and for one queue append per watcher
 * and delivery; nobody reads history, runs a wake-up or submits a task while holding it, so the
 * apply thread waits for bounded work in memory only. <b>No lock</b> is taken by consumers that
 * poll: inboxes and mailboxes are lock-free, so a consumer put to sleep halfway stops nobody.
 *
 * <p>A watcher that is behind has at most one task on the catch-up executor, which reads one slice
 * and puts it into the inbox; the next slice is read when the consumer took all of it. What a
 * watcher holds is thus bounded by the ring and one slice (and one revision, where a single one is
 * larger).
 */
public final class WatchHub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WatchHub.class);

  /**
   * How often in a row a task reads what was published while it read before, without waiting for
   * the consumer: so a watcher meets a head that moves all the time.
   */
  private static final int CHASES = 8;

  /**
   * Bounds per watcher.
   *
   * @param ringRevisions revisions with matching events that may wait to be taken before the
   *     watcher falls behind; one delivery is always accepted, whatever its size
   * @param ringBytes bytes of pairs, likewise; shared by all watchers with the same wish, counted
   *     for each
   * @param sliceRevisions revisions read from history at once, and told in one delivery (rule 34)
   * @param sliceBytes bytes of pairs, likewise; the revision that exceeds it is still told whole
   */
  public record Limits(int ringRevisions, long ringBytes, int sliceRevisions, long sliceBytes) {
    public static final Limits DEFAULT = new Limits(1024, 8 << 20, 1000, 1 << 20);

    public Limits {
      Invariant.check(
          ringRevisions > 0 && ringBytes > 0 && sliceRevisions > 0 && sliceBytes > 0,
          "limits of %d revisions, %d bytes, slices of %d revisions, %d bytes",
          ringRevisions,
          ringBytes,
          sliceRevisions,
          sliceBytes);
    }
  }

  /**
   * A look at the hub.
   *
   * @param watchers open and not ended by compaction
   * @param slowWatchers those of them that read history
   * @param pendingEvents put into inboxes and not taken yet
   * @param eventsTotal put into inboxes since the start, once per watcher
   */
  public record Stats(int watchers, int slowWatchers, long pendingEvents, long eventsTotal) {}

  private final Object lock = new Object();
  private final Executor catchUp;
  private final Limits limits;
  private final Interests live = new Interests();
  private final Laggards behind = new Laggards();
  private long eventsTotal;
  private boolean closed;

  // Written under the lock, read without.
  private volatile History history;
  private volatile long published;

  /**
   * {@code catchUp}: may block on disk; must run tasks on threads of its own, and be shut down
   * after this hub.
   */
  public WatchHub(History history, Executor catchUp, Limits limits) {
    this.history = history;
    this.catchUp = catchUp;
    this.limits = limits;
    this.published = history.head();
  }

  /**
   * Apply thread only; by then {@link History} must know these revisions. Strictly ascending; what
   * was published before (a log replayed after a snapshot) is passed over. Never blocks; the work
   * is O(log ranges) per event plus O(1) per watcher that gets something.
   */
  public void publish(List<EventBatch> batches) {
    Afterwards afterwards = new Afterwards();
    synchronized (lock) {
      long head = published;
      List<WatcherGroup> touched = new ArrayList<>();
      for (EventBatch batch : batches) {
        if (batch.revision() > published) {
          Invariant.check(batch.revision() > head, "revision %d after %d", batch.revision(), head);
          long after = head;
          head = batch.revision();
          if (batch.untold().isPresent()) {
            readInHistory(batch.untold().get(), after + 1, head, afterwards);
          }
          match(batch, touched);
        }
      }
      for (WatcherGroup group : touched) {
        List<Delivery.Events> deliveries = requireNonNull(group.matching).deliveries();
        group.matching = null;
        for (int place = group.size() - 1; place >= 0; place--) {
          give(group.member(place), deliveries, afterwards);
        }
      }
      published = head;
      behind.published(afterwards);
    }
    afterwards.happen(this);
  }

  /**
   * Any thread. After {@link #close} the watcher is born closed. {@code mailbox} may be shared by
   * all watchers of one consumer.
   */
  public Watcher open(WatchSpec spec, Mailbox mailbox) {
    Afterwards afterwards = new Afterwards();
    HubWatcher watcher;
    synchronized (lock) {
      long start = spec.startRevision() == 0 ? published + 1 : spec.startRevision();
      watcher = new HubWatcher(this, spec.in(live.shared(spec.range())), mailbox, start);
      if (closed) {
        watcher.phase = HubWatcher.Phase.CLOSED;
      } else if (start > published) {
        live.join(watcher);
      } else {
        behind.add(watcher, start, afterwards);
      }
    }
    afterwards.happen(this);
    return watcher;
  }

  /**
   * A snapshot was installed and {@code newHistory} stands for it: what lies between the newest
   * published revision and its head was never published, so live watchers read it there. Apply
   * thread only.
   */
  public void rebase(History newHistory) {
    Afterwards afterwards = new Afterwards();
    synchronized (lock) {
      long head = newHistory.head();
      history = newHistory;
      for (HubWatcher watcher : live.all()) {
        long missing = Math.max(watcher.next, published + 1);
        if (missing <= head) {
          live.leave(watcher);
          behind.add(watcher, missing, afterwards);
        }
      }
      published = Math.max(published, head);
      behind.published(afterwards);
    }
    afterwards.happen(this);
  }

  /**
   * Newest revision of which every event was put into the inbox of every live watcher that wants
   * it.
   */
  public long published() {
    return published;
  }

  /** Any thread. O(watchers) under the lock, some nanoseconds each. */
  public Stats stats() {
    synchronized (lock) {
      long pending = 0;
      for (HubWatcher watcher : live.all()) {
        pending += watcher.inbox.pendingEvents();
      }
      for (HubWatcher watcher : behind.all()) {
        pending += watcher.inbox.pendingEvents();
      }
      return new Stats(live.watchers() + behind.size(), behind.size(), pending, eventsTotal);
    }
  }

  /** Closes all watchers, without waking anybody. What is published later goes nowhere. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      for (HubWatcher watcher : live.all()) {
        leave(watcher, HubWatcher.Phase.CLOSED);
      }
      for (HubWatcher watcher : List.copyOf(behind.all())) {
        leave(watcher, HubWatcher.Phase.CLOSED);
      }
    }
  }

  void closed(HubWatcher watcher) {
    synchronized (lock) {
      leave(watcher, HubWatcher.Phase.CLOSED);
    }
  }

  /** For the one who turned the watcher's reading to TASK; not under the lock. */
  void submitReading(HubWatcher watcher) {
    catchUp.execute(() -> catchUp(watcher));
  }

  /**
   * An entry that is not told makes a publication of its own (see {@code Events}), so no group has
   * a matching under way.
   */
  private void readInHistory(KeyRange span, long from, long through, Afterwards afterwards) {
    for (HubWatcher watcher : live.all()) {
      if (watcher.next <= through && watcher.spec().range().overlaps(span)) {
        live.leave(watcher);
        behind.add(watcher, Math.max(watcher.next, from), afterwards);
      }
    }
  }

  private void match(EventBatch batch, List<WatcherGroup> touched) {
    if (live.watchers() == 0) {
      return;
    }
    for (Event event : batch.events()) {
      live.concernedBy(
          event.kv().key(),
          group -> {
            if (!group.wish.wants(event)) {
              return;
            }
            if (group.matching == null) {
              group.matching = new Matching(group.wish, limits, Matching.LIVE);
              touched.add(group);
            }
            group.matching.add(batch, event);
          });
    }
  }

  private void give(HubWatcher watcher, List<Delivery.Events> deliveries, Afterwards afterwards) {
    for (Delivery.Events delivery : deliveries) {
      MatchedEvents matched = delivery.matched();
      if (matched.firstRevision() < watcher.next) {
        if (matched.lastRevision() < watcher.next) {
          continue;
        }
        delivery = new Delivery.Events(matched.from(watcher.next));
      }
      if (!watcher.hasRoomFor(delivery.matched(), limits)) {
        live.leave(watcher);
        behind.add(watcher, delivery.matched().firstRevision(), afterwards);
        return;
      }
      put(watcher, delivery, afterwards);
    }
  }

  private void put(HubWatcher watcher, Delivery.Events delivery, Afterwards afterwards) {
    watcher.inbox.put(delivery);
    eventsTotal += delivery.matched().events();
    afterwards.tell(watcher);
  }

  private void leave(HubWatcher watcher, HubWatcher.Phase end) {
    live.leave(watcher);
    behind.remove(watcher);
    watcher.phase = end;
  }

  /** The task of one watcher on the catch-up executor. */
  private void catchUp(HubWatcher watcher) {
    WatchSpec spec = watcher.spec();
    boolean again = true;
    for (int round = 0; again && watcher.phase == HubWatcher.Phase.CATCHING_UP; round++) {
      History past = history;
      long goal = published;
      Afterwards afterwards = new Afterwards();
      try {
        History.Slice slice =
            past.read(
                spec.range(),
                watcher.next,
                limits.sliceRevisions,
                limits.sliceBytes,
                spec.previous());
        again =
            switch (slice) {
              case History.Slice.Compacted(long floor) -> compacted(watcher, floor, afterwards);
              case History.Slice.Read(List<EventBatch> batches, long readThrough) -> {
                List<Delivery.Events> deliveries = matched(spec, batches, past.head());
                boolean mayChase = readThrough >= goal && round < CHASES;
                yield advanced(past, watcher, deliveries, readThrough, mayChase, afterwards);
              }
            };
      } catch (RuntimeException e) {
        again = !stuckWith(past, watcher);
        if (!again) {
          LOG.error("reading history from revision {} for {} failed", watcher.next, spec, e);
        }
      }
      afterwards.happen(this);
    }
  }

  private List<Delivery.Events> matched(WatchSpec spec, List<EventBatch> batches, long head) {
    Wish wish = Wish.of(spec);
    Matching matching = new Matching(wish, limits, head);
    for (EventBatch batch : batches) {
      for (Event event : batch.events()) {
        if (wish.wants(event)) {
          matching.add(batch, event);
        }
      }
    }
    return matching.deliveries();
  }

  private boolean compacted(HubWatcher watcher, long floor, Afterwards afterwards) {
    synchronized (lock) {
      if (watcher.phase == HubWatcher.Phase.CATCHING_UP) {
        watcher.inbox.put(new Delivery.Compacted(floor));
        leave(watcher, HubWatcher.Phase.OVER);
        afterwards.tell(watcher);
      }
      return false;
    }
  }

  /** One slice of {@code past} further. Answers whether to read on at once. */
  private boolean advanced(
      History past,
      HubWatcher watcher,
      List<Delivery.Events> deliveries,
      long readThrough,
      boolean mayChase,
      Afterwards afterwards) {
    synchronized (lock) {
      if (watcher.phase != HubWatcher.Phase.CATCHING_UP) {
        return false;
      }
      if (readThrough < watcher.next) {
        return !stuckWith(past, watcher);
      }
      for (Delivery.Events delivery : deliveries) {
        put(watcher, delivery, afterwards);
      }
      watcher.next = readThrough + 1;
      if (watcher.next > published) {
        behind.remove(watcher);
        live.join(watcher);
        watcher.phase = HubWatcher.Phase.LIVE;
        return false;
      }
      if (mayChase && watcher.inbox.pendingRevisions() < limits.ringRevisions / 2) {
        return true;
      }
      // Also where nothing matched: others wait for the executor.
      behind.readWhenDrained(watcher, afterwards);
      return false;
    }
  }

  /**
   * False where {@code past} was replaced, and perhaps closed, while it was read: then the new one
   * may do.
   */
  private boolean stuckWith(History past, HubWatcher watcher) {
    synchronized (lock) {
      if (past != history) {
        return false;
      }
      if (watcher.phase == HubWatcher.Phase.CATCHING_UP) {
        behind.readWhenPublished(watcher);
      }
      return true;
    }
  }
}
