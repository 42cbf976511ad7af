package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.storage.Stored;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A watch served from an {@link Epoch}: first, where asked for, what is there, or what the store
 * remembers; then the window's events.
 *
 * <p><b>Parking.</b> When the consumer has seen all there is, it parks, and while it is parked the
 * writer may set the place from which it goes on: that of the first event that concerns it. So
 * events that do not concern it cost it nothing, and do not overtake it. {@link #parked} is {@link
 * #ACTIVE} (the consumer reads), {@link #PARKED}, or that place; the consumer parks and then looks
 * once more, the writer publishes and then looks who is parked, so one of the two always sees the
 * other.
 */
final class CacheFeed implements WatchFeed {
  private static final long ACTIVE = -1;
  private static final long PARKED = -2;

  /** So long before its end a watch is told how far it is; upstream's number. */
  private static final Duration LAST_BOOKMARK = Duration.ofSeconds(2);

  private static final Next NOTHING = new Next.Nothing();
  private static final Next END = new Next.End();
  private static final VarHandle AT;

  static {
    try {
      AT = MethodHandles.lookup().findVarHandle(CacheFeed.class, "parked", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Where a feed begins.
   *
   * @param state what is told first; empty iterator: nothing
   * @param markAt 0, or the revision of the bookmark that ends the state
   * @param past what is told then; empty where the window has it all
   * @param place in the window from which on is told
   * @param after what is not newer is not told
   */
  record Start(
      Iterator<Stored> state, long markAt, Optional<PastEvents> past, long place, long after) {}

  private final Epoch epoch;
  private final CacheSettings settings;
  private final Selection selection;
  private final boolean allowsBookmarks;
  private final long endMillis;
  private volatile Runnable wake = () -> {};
  private volatile boolean isClosed;
  private volatile long parked = ACTIVE;

  /** When time alone has something to say. */
  private volatile long dueMillis;

  /** The consumer's, but for closing it. */
  private volatile @Nullable PastEvents past;

  // The consumer's own.
  private Iterator<Stored> state;
  private long markAt;
  private long place;
  private long after;
  private long seen;
  private long bookmarkMillis;
  private boolean isOver;

  CacheFeed(Epoch epoch, CacheSettings settings, WatchQuery query, Selection selection) {
    this.epoch = epoch;
    this.settings = settings;
    this.selection = selection;
    this.allowsBookmarks = query.allowBookmarks();
    long now = settings.clock().millis();
    Duration least = Duration.ofMinutes(30);
    long lasting =
        query.timeoutSeconds() > 0
            ? Duration.ofSeconds(Math.min(query.timeoutSeconds(), Integer.MAX_VALUE)).toMillis()
            : settings.random().nextLong(least.toMillis(), least.multipliedBy(2).toMillis());
    this.endMillis = now + lasting;
    this.state = Collections.emptyIterator();
    nextBookmark(now);
  }

  /** Once, before anybody has it. */
  void begin(Start start) {
    state = start.state();
    markAt = start.markAt();
    past = start.past().orElse(null);
    dueMillis = past == null ? dueMillis : 0; // the store does not tell when it has no more
    place = start.place();
    after = start.after();
  }

  Selection selection() {
    return selection;
  }

  @Override
  public void onReady(Runnable run) {
    wake = run;
  }

  /** Also for the store's history, which tells in the same way. */
  void wake() {
    wake.run();
  }

  /** Writer: the event at that place concerns it. */
  void concernedBy(long event) {
    if (parked == PARKED && AT.compareAndSet(this, PARKED, event)) {
      wake.run();
    }
  }

  /** Writer. */
  void windowEnded() {
    concernedBy(epoch.window.head());
    wake.run();
  }

  void wakeIfDue(long nowMillis) {
    if (nowMillis >= dueMillis) {
      wake.run();
    }
  }

  @Override
  public void close() {
    isClosed = true;
    letGo();
  }

  private void letGo() {
    epoch.interests.remove(this);
    PastEvents events = past;
    if (events != null) {
      events.close();
    }
  }

  @Override
  public Next poll() {
    if (isClosed || isOver) {
      return end();
    }
    long now = settings.clock().millis();
    if (now >= endMillis) {
      return end();
    }
    CacheState told = epoch.state(); // before looking whether anything is left up to it
    Next next = next();
    if (next instanceof Next.Change) {
      epoch.sent.increment();
    }
    if (next == NOTHING && now >= bookmarkMillis && allowsBookmarks) {
      // The window is published before the state, so what was told may be newer than that.
      if (past == null && told.revision() >= Math.max(after, seen)) {
        nextBookmark(now);
        return new Next.Bookmark(told.revision(), false);
      }
    }
    return next;
  }

  private Next end() {
    isOver = true;
    letGo();
    return END;
  }

  private void nextBookmark(long now) {
    long last = endMillis - LAST_BOOKMARK.toMillis();
    long next = now + settings.bookmarkEvery().toMillis();
    bookmarkMillis = next < last || now >= last ? next : last;
    dueMillis = allowsBookmarks ? Math.min(bookmarkMillis, endMillis) : endMillis;
  }

  private Next next() {
    while (state.hasNext()) {
      Stored object = state.next();
      if (selection.covers(object.name()) && selection.selects(object)) {
        return new Next.Change(Type.ADDED, object);
      }
    }
    if (markAt > 0) {
      Next mark = new Next.Bookmark(markAt, true);
      markAt = 0;
      return mark;
    }
    PastEvents events = past;
    return events != null ? fromPast(events) : fromWindow();
  }

  private Next fromPast(PastEvents events) {
    while (true) {
      switch (events.poll(epoch.state().revision())) {
        case PastEvents.Next.One(CacheEvent event) -> {
          seen = event.revision;
          Next.Change change = event.seenBy(selection);
          if (change != null) {
            return change;
          }
        }
        case PastEvents.Next.Gone _ -> {
          isOver = true;
          return new Next.Failure(
              ApiStatus.expired("The resourceVersion for the provided watch is too old."));
        }
        case PastEvents.Next.Nothing _ -> {
          return epoch.window.isEnded() ? end() : NOTHING;
        }
        case PastEvents.Next.AllUpTo(long revision) -> {
          long met = epoch.window.firstAfter(revision);
          if (met >= 0) {
            events.close();
            past = null;
            place = met;
            after = Math.max(after, revision);
            nextBookmark(settings.clock().millis());
            return fromWindow();
          }
        }
      }
    }
  }

  private Next fromWindow() {
    long from = parked;
    EventWindow window = epoch.window;
    if (from == PARKED) {
      return window.isEnded() ? end() : NOTHING;
    }
    if (from != ACTIVE) {
      resume(from);
    }
    while (true) {
      long head = window.head();
      while (place < head) {
        CacheEvent event = window.get(place);
        if (event == null) {
          return end(); // overtaken
        }
        place++;
        seen = event.revision;
        Next.Change change = event.revision > after ? event.seenBy(selection) : null;
        if (change != null) {
          return change;
        }
      }
      boolean isEnded = window.isEnded();
      parked = PARKED;
      if (window.head() == head) {
        return isEnded ? end() : NOTHING;
      }
      if (!AT.compareAndSet(this, PARKED, ACTIVE)) {
        resume(parked);
      }
    }
  }

  private void resume(long from) {
    place = Math.max(place, from);
    parked = ACTIVE;
  }
}
