package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.StoredForm;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.watch.Delivery;
import dev.keelson.mvcc.watch.Event;
import dev.keelson.mvcc.watch.EventBatch;
import dev.keelson.mvcc.watch.Mailbox;
import dev.keelson.mvcc.watch.MatchedEvents;
import dev.keelson.mvcc.watch.WatchSpec;
import dev.keelson.mvcc.watch.Watcher;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Events from before the window, read again from the store's history by a watch of its own: for who
 * comes back after the server was started anew, or after a long pause. Belongs to one consumer.
 */
final class PastEvents implements AutoCloseable {
  sealed interface Next {
    record One(CacheEvent event) implements Next {}

    /** All up to there was given; the same may be said again. */
    record AllUpTo(long revision) implements Next {}

    /** Not now; the waker tells, or the clock. */
    record Nothing() implements Next {}

    /** The store has forgotten. */
    record Gone() implements Next {}
  }

  private static final Next NOTHING = new Next.Nothing();

  private final StoredForm form;
  private final Mailbox mailbox;
  private final Watcher watcher;
  private final Queue<Next> waiting = new ArrayDeque<>();

  PastEvents(KvStore store, StoredForm form, KeyRange range, long after, Runnable wake) {
    this.form = form;
    this.mailbox = new Mailbox(wake);
    this.watcher = store.watch(WatchSpec.of(range).from(after + 1).withPrevious(), mailbox);
  }

  /**
   * @param published a revision that the cache has; if the watch is as far, it says so
   */
  Next poll(long published) {
    Next next = waiting.poll();
    if (next != null) {
      return next;
    }
    mailbox.take(); // there is one watcher only, and it is polled until it has nothing
    switch (watcher.poll()) {
      case Delivery.Events(MatchedEvents matched) -> take(matched);
      case Delivery.Compacted _ -> waiting.add(new Next.Gone());
      case Delivery.Nothing _ -> {
        return watcher.isSyncedTo(published) ? new Next.AllUpTo(published) : NOTHING;
      }
    }
    return waiting.remove();
  }

  private void take(MatchedEvents matched) {
    for (EventBatch batch : matched.batches()) {
      for (Event event : batch.events()) {
        waiting.add(one(event, batch.revision()));
      }
    }
    waiting.add(new Next.AllUpTo(matched.lastRevision()));
  }

  private Next one(Event event, long revision) {
    boolean isNew = !event.isDelete() && event.kv().version() == 1;
    if (event.previous().isEmpty() && !isNew) {
      return new Next.Gone(); // what was there before is compacted
    }
    try {
      Stored now = event.isDelete() ? null : form.read(event.kv());
      Stored before = event.previous().map(form::read).orElse(null);
      return new Next.One(new CacheEvent(-1, revision, now, before, null));
    } catch (ApiFailure e) {
      return new Next.Gone(); // unreadable: the list says what is the matter
    }
  }

  @Override
  public void close() {
    watcher.close();
  }
}
