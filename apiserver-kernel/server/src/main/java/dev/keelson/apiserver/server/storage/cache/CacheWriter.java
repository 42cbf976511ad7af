package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.StoredForm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.tree.SortedTree;
import dev.keelson.mvcc.watch.Delivery;
import dev.keelson.mvcc.watch.Event;
import dev.keelson.mvcc.watch.EventBatch;
import dev.keelson.mvcc.watch.Mailbox;
import dev.keelson.mvcc.watch.MatchedEvents;
import dev.keelson.mvcc.watch.WatchSpec;
import dev.keelson.mvcc.watch.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of one resource: reads all objects, then follows the store's watch, and begins anew
 * where that breaks off. It alone changes an {@link Epoch}; others leave it messages and wake it. A
 * platform thread, so that large lists being encoded on virtual ones do not hold changes up.
 */
final class CacheWriter {
  private static final Logger LOG = LoggerFactory.getLogger(CacheWriter.class);

  /** What events may weigh, at least and at most; in between a quarter of what the objects do. */
  private static final long LEAST_ROOM = 1 << 20;

  private static final long MOST_ROOM = 64 << 20;

  private static final Duration LEAST_PAUSE = Duration.ofMillis(100);
  private static final Duration MOST_PAUSE = Duration.ofSeconds(5);
  private static final long LEAST_LOOK_NANOS = 20_000;
  private static final long MOST_LOOK_NANOS = 5_000_000;

  /** Somebody waits until everything up to a revision is in. */
  private record Wanted(long revision, CompletableFuture<Boolean> isThere) {}

  private final StoredForm form;
  private final StoreReads reads;
  private final CacheSettings settings;
  private final KeyRange range;
  private final Mailbox mailbox = new Mailbox(this::wake);
  private final Queue<Wanted> asked = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile CompletableFuture<Epoch> ready = new CompletableFuture<>();
  private volatile boolean isTicked;
  private volatile boolean isClosed;

  /** Whom {@link #follow} follows, and whether it may have taken something that is not told yet. */
  private volatile @Nullable Watcher followed;

  private volatile boolean isBusy = true;

  /** Changed by the thread alone. */
  private volatile long objectBytes;

  private volatile long events;

  // The thread's own.
  private final List<Wanted> wanted = new ArrayList<>();

  CacheWriter(StoredForm form, StoreReads reads, CacheSettings settings) {
    this.form = form;
    this.reads = reads;
    this.settings = settings;
    this.range = KeyRange.prefix(Bytes.of(form.resource().prefix("")));
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("cacher-" + form.resource().name().groupResource())
            .unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void wake() {
    LockSupport.unpark(thread);
  }

  /** Completes when the objects are read, exceptionally where that failed: then ask again. */
  CompletableFuture<Epoch> ready() {
    return ready;
  }

  /** Completes when everything up to {@code revision} is in; never, if it is never there. */
  CompletableFuture<Boolean> reaching(long revision) {
    CompletableFuture<Boolean> isThere = new CompletableFuture<>();
    asked.add(new Wanted(revision, isThere));
    wake();
    return isThere;
  }

  /** Events handed to watches. */
  private final LongAdder sent = new LongAdder();

  CacheStats stats() {
    GroupVersionResource resource = form.resource().name();
    CompletableFuture<Epoch> current = ready;
    if (current.state() != Future.State.SUCCESS) {
      return new CacheStats(resource, 0, 0, 0, 0, 0, events, sent.sum());
    }
    Epoch epoch = current.resultNow();
    CacheState state = epoch.state();
    return new CacheStats(
        resource,
        state.tree().size(),
        objectBytes,
        state.revision(),
        epoch.interests.size(),
        epoch.window.size(),
        events,
        sent.sum());
  }

  /** Whether all that was written up to {@code revision} is here and told to those who watch. */
  boolean hasToldAllUpTo(long revision) {
    CompletableFuture<Epoch> current = ready;
    Watcher watcher = followed;
    if (current.state() != Future.State.SUCCESS || watcher == null) {
      return false;
    }
    boolean isThere =
        current.resultNow().state().revision() >= revision || watcher.isSyncedTo(revision);
    return isThere && !isBusy;
  }

  void tick() {
    isTicked = true;
    wake();
  }

  void close() {
    isClosed = true;
    wake();
  }

  private void run() {
    Duration pause = LEAST_PAUSE;
    while (!isClosed) {
      try {
        Epoch epoch = read();
        CompletableFuture<Epoch> told = ready;
        pause = LEAST_PAUSE;
        told.complete(epoch);
        try {
          follow(epoch);
        } finally {
          ready = new CompletableFuture<>();
          epoch.window.end();
          epoch.interests.forEach(CacheFeed::windowEnded);
        }
      } catch (RuntimeException e) {
        if (isClosed) {
          break;
        }
        LOG.warn("caching {}: {}", form.resource().name().groupResource(), e.toString());
        CompletableFuture<Epoch> failed = ready;
        ready = new CompletableFuture<>();
        failed.completeExceptionally(e);
        LockSupport.parkNanos(pause.toNanos());
        pause =
            pause.multipliedBy(2).compareTo(MOST_PAUSE) < 0 ? pause.multipliedBy(2) : MOST_PAUSE;
      }
    }
    ready.completeExceptionally(
        new ApiFailure(ApiStatus.unavailable("the server is shutting down")));
    ready =
        CompletableFuture.failedFuture(
            new ApiFailure(ApiStatus.unavailable("the server is shutting down")));
  }

  private Epoch read() {
    List<Stored> objects = new ArrayList<>();
    long revision =
        reads
            .walk(
                range,
                0,
                0,
                pair -> {
                  decoded(pair).ifPresent(objects::add);
                  return true;
                })
            .revision();
    SortedTree<Stored> tree = CacheState.NO_OBJECTS;
    long bytes = 0;
    for (Stored object : objects) {
      tree = tree.put(object.key(), object);
      bytes += object.size();
    }
    objectBytes = bytes;
    return new Epoch(new CacheState(tree, revision, 0), settings.windowEvents(), sent);
  }

  /** What cannot be read is left out: one bad object must not hide all others. */
  private Optional<Stored> decoded(KeyValue pair) {
    try {
      return Optional.of(form.read(pair));
    } catch (ApiFailure e) {
      LOG.error("left out of the cache: {}", e.status().message());
      return Optional.empty();
    }
  }

  /** Returns when the watch broke off. */
  private void follow(Epoch epoch) {
    WatchSpec spec = WatchSpec.of(range).from(epoch.state().revision() + 1);
    try (Watcher watcher = reads.store().watch(spec, mailbox)) {
      followed = watcher;
      long look = LEAST_LOOK_NANOS;
      while (!isClosed) {
        isBusy = true; // before anything is taken
        boolean didSomething = false;
        while (mailbox.take().isPresent()) {
          didSomething = true;
          if (!drain(watcher, epoch)) {
            return;
          }
        }
        look(watcher, epoch);
        isBusy = false;
        if (didSomething) {
          look = LEAST_LOOK_NANOS;
        } else if (wanted.isEmpty()) {
          look = LEAST_LOOK_NANOS;
          LockSupport.park(this);
        } else {
          // Newer revisions of other resources wake nobody, so it must be looked for them.
          LockSupport.parkNanos(this, look);
          look = Math.min(look * 2, MOST_LOOK_NANOS);
        }
      }
    }
  }

  /** False where history is compacted under the watch. */
  private boolean drain(Watcher watcher, Epoch epoch) {
    while (true) {
      switch (watcher.poll()) {
        case Delivery.Events(MatchedEvents matched) -> apply(matched, epoch);
        case Delivery.Compacted _ -> {
          return false;
        }
        case Delivery.Nothing _ -> {
          return true;
        }
      }
    }
  }

  private void apply(MatchedEvents matched, Epoch epoch) {
    CacheState state = epoch.state();
    SortedTree<Stored> tree = state.tree();
    EventWindow window = epoch.window;
    long first = window.next();
    long bytes = objectBytes;
    long room = Math.clamp(bytes / 4, LEAST_ROOM, MOST_ROOM);
    for (EventBatch batch : matched.batches()) {
      for (Event event : batch.events()) {
        byte[] key = event.kv().key().array();
        Stored before = tree.get(key);
        Stored now = event.isDelete() ? null : decoded(event.kv()).orElse(null);
        if (now == null && before == null) {
          continue;
        }
        SortedTree<Stored> remembered = window.wantsTree() ? tree : null;
        window.add(new CacheEvent(window.next(), batch.revision(), now, before, remembered), room);
        tree = now == null ? tree.remove(key) : tree.put(now.key(), now);
        bytes += (now == null ? 0 : now.size()) - (before == null ? 0 : before.size());
      }
    }
    objectBytes = bytes;
    window.publish();
    long next = window.next();
    events += next - first;
    if (!epoch.interests.isEmpty()) {
      if (next - first > window.most()) {
        epoch.interests.forEach(feed -> feed.concernedBy(first)); // who then finds itself overtaken
      }
      for (long place = Math.max(first, next - window.most()); place < next; place++) {
        tell(epoch, place);
      }
    }
    epoch.publish(new CacheState(tree, Math.max(state.revision(), matched.lastRevision()), next));
  }

  private static void tell(Epoch epoch, long place) {
    CacheEvent event = epoch.window.get(place);
    if (event != null) {
      epoch.interests.concernedBy(event, feed -> feed.concernedBy(place));
    }
  }

  /** For those who wait, and for what time brings. */
  private void look(Watcher watcher, Epoch epoch) {
    for (Wanted each = asked.poll(); each != null; each = asked.poll()) {
      wanted.add(each);
    }
    boolean isDue = isTicked;
    if (isDue) {
      isTicked = false;
      advance(watcher, epoch, reads.store().revision());
    }
    if (!wanted.isEmpty()) {
      for (Wanted each : wanted) {
        advance(watcher, epoch, each.revision());
      }
      long revision = epoch.state().revision();
      wanted.removeIf(
          each ->
              each.isThere().isDone()
                  || each.revision() <= revision && each.isThere().complete(true));
    }
    if (isDue) {
      long now = settings.clock().millis();
      epoch.interests.forEach(feed -> feed.wakeIfDue(now));
    }
  }

  private static void advance(Watcher watcher, Epoch epoch, long revision) {
    CacheState state = epoch.state();
    if (revision > state.revision() && watcher.isSyncedTo(revision)) {
      epoch.publish(new CacheState(state.tree(), revision, state.next()));
    }
  }
}
