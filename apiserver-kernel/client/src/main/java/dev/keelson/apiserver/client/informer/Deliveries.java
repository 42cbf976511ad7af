package dev.keelson.apiserver.client.informer;

import dev.keelson.apiserver.client.informer.Notice.Added;
import dev.keelson.apiserver.client.informer.Notice.Change;
import dev.keelson.apiserver.client.informer.Notice.Deleted;
import dev.keelson.apiserver.client.informer.Notice.Joined;
import dev.keelson.apiserver.client.informer.Notice.Reached;
import dev.keelson.apiserver.client.informer.Notice.Resynced;
import dev.keelson.apiserver.client.informer.Notice.Updated;
import dev.keelson.apiserver.client.time.Activity;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes on their way from the store to the handlers. Two updates of one object that both wait
 * become one, so that a slow handler has less to do and not more. Filled by whoever holds the
 * store's lock, emptied by the handler thread.
 */
final class Deliveries {
  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  /** Notices. Past it {@link #awaitRoom} waits; one list may overshoot it. */
  static final int CAPACITY = 16_384;

  /** A place in the queue, whose content may still change. */
  private static final class Slot {
    private Notice notice;

    Slot(Notice notice) {
      this.notice = notice;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition emptied = lock.newCondition();
  private final ArrayDeque<Slot> queue = new ArrayDeque<>();

  /** The last that waits of each object. Cleared by what concerns all objects. */
  private final Map<ObjectName, Slot> last = new HashMap<>();

  private boolean isClosed;

  private final Activity activity;

  /** Handler thread only. */
  private final List<InformerHandler> handlers = new ArrayList<>();

  /**
   * @param activity to which each slot that waits or is delivered counts
   */
  Deliveries(Activity activity) {
    this.activity = activity;
  }

  /** Never waits. */
  void offer(Notice notice) {
    lock.lock();
    try {
      if (isClosed) {
        return;
      }
      if (notice instanceof Change change) {
        offerChange(change);
      } else {
        last.clear();
        add(new Slot(notice));
      }
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  private void add(Slot slot) {
    activity.begin();
    queue.add(slot);
  }

  private void offerChange(Change change) {
    ObjectName name = change.object().objectName();
    Slot waiting = last.get(name);
    if (waiting != null && change instanceof Updated(var _, ApiObject now)) {
      switch (waiting.notice) {
        case Added _ -> {
          waiting.notice = new Added(now);
          return;
        }
        case Updated(ApiObject before, var _) -> {
          waiting.notice = new Updated(before, now);
          return;
        }
        case Deleted _, Joined _, Resynced _, Reached _ -> {
          // Not to be merged with.
        }
      }
    }
    Slot slot = new Slot(change);
    add(slot);
    last.put(name, slot);
  }

  /** Waits while too much waits. Not with the store's lock. */
  void awaitRoom() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (queue.size() >= CAPACITY && !isClosed) {
        emptied.await();
      }
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  /** The handler thread's life, until {@link #close}. */
  void run() throws InterruptedException {
    while (awaitNotice()) {
      deliverWaiting();
    }
  }

  private boolean awaitNotice() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (queue.isEmpty() && !isClosed) {
        filled.await();
      }
      return !isClosed;
    } finally {
      lock.unlock();
    }
  }

  /** Tells what waits now, and what comes meanwhile. Handler thread only. */
  void deliverWaiting() {
    for (List<Notice> next = poll(); !next.isEmpty(); next = poll()) {
      try {
        deliver(next.getFirst());
      } finally {
        activity.end();
      }
    }
  }

  /** One, or none. */
  private List<Notice> poll() {
    lock.lock();
    try {
      Slot slot = isClosed ? null : queue.poll();
      if (slot == null) {
        return List.of();
      }
      if (slot.notice instanceof Change change) {
        last.remove(change.object().objectName(), slot);
      }
      emptied.signal();
      return List.of(slot.notice);
    } finally {
      lock.unlock();
    }
  }

  private void deliver(Notice notice) {
    switch (notice) {
      case Added(ApiObject object) -> toAll(handler -> handler.added(object));
      case Updated(ApiObject before, ApiObject now) ->
          toAll(handler -> handler.updated(before, now));
      case Deleted(ApiObject object, boolean isUnknown) ->
          toAll(handler -> handler.deleted(object, isUnknown));
      case Joined(InformerHandler handler, List<ApiObject> present) -> {
        handlers.add(handler);
        present.forEach(object -> tell(handler, each -> each.added(object)));
      }
      case Resynced(List<ApiObject> present) ->
          present.forEach(object -> toAll(handler -> handler.updated(object, object)));
      case Reached(Runnable then) -> then.run();
    }
  }

  private void toAll(Consumer<InformerHandler> what) {
    handlers.forEach(handler -> tell(handler, what));
  }

  private static void tell(InformerHandler handler, Consumer<InformerHandler> what) {
    try {
      what.accept(handler);
    } catch (RuntimeException e) {
      LOG.error("an informer's handler failed", e);
    }
  }

  /** What still waits is dropped. */
  void close() {
    lock.lock();
    try {
      isClosed = true;
      queue.forEach(_ -> activity.end());
      queue.clear();
      last.clear();
      filled.signalAll();
      emptied.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
