package dev.keelson.raftstore.etcd.client;

import dev.keelson.mvcc.watch.Mailbox;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches that share a stream, and the next one when that breaks off, at the same member or
 * another. Any thread; one lock, under which nothing waits and no foreign code runs.
 */
final class WatchLane {
  private static final Logger LOG = LoggerFactory.getLogger(WatchLane.class);
  private static final long LEAST_PAUSE_MILLIS = 25;
  private static final long MOST_PAUSE_MILLIS = 1_000;

  private final Channels channels;
  private final ScheduledExecutorService timer;
  private final QuietCheck check;
  private final LongConsumer heard;
  private final LongConsumer compacted;

  // All of the following is guarded by this.
  private final Set<RemoteWatcher> watchers = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable WatchStream stream;
  private boolean isConnecting;
  private boolean isReminded;
  private boolean isClosed;
  private long pause = LEAST_PAUSE_MILLIS;

  WatchLane(
      Channels channels,
      ScheduledExecutorService timer,
      QuietCheck check,
      LongConsumer heard,
      LongConsumer compacted) {
    this.channels = channels;
    this.timer = timer;
    this.check = check;
    this.heard = heard;
    this.compacted = compacted;
  }

  synchronized void add(RemoteWatcher watcher) {
    if (isClosed) {
      return;
    }
    watchers.add(watcher);
    if (stream != null) {
      stream.create(watcher);
    } else if (!isConnecting) {
      connect();
    }
  }

  synchronized void remove(RemoteWatcher watcher) {
    if (watchers.remove(watcher) && stream != null) {
      stream.cancel(watcher);
      if (watchers.isEmpty()) {
        stream.hangUp();
        stream = null;
      }
    }
  }

  /** What was broken off goes on. */
  synchronized void resume(RemoteWatcher watcher) {
    if (watchers.contains(watcher) && stream != null && watcher.id == 0) {
      stream.create(watcher);
    }
  }

  /** Some watcher wants to know how far it is. */
  synchronized void ask() {
    if (stream != null) {
      stream.ask();
    }
  }

  /** To ask again by itself: the answer may have been none. */
  void remind(long millis) {
    if (!isReminded && !isClosed) {
      isReminded = later(this::reminded, millis);
    }
  }

  private synchronized void reminded() {
    isReminded = false;
    if (stream != null && watchers.stream().anyMatch(RemoteWatcher::wantsProgress)) {
      stream.ask();
    }
  }

  private boolean later(Runnable task, long millis) {
    try {
      timer.schedule(task, millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      return false; // the store is being closed
    }
  }

  private synchronized void connect() {
    isConnecting = false;
    if (isClosed || stream != null || watchers.isEmpty()) {
      return;
    }
    WatchStream next = new WatchStream(this, channels.next());
    stream = next;
    next.open();
    watchers.forEach(next::create);
  }

  /** The stream is over, whyever. */
  synchronized void lost(WatchStream which, String why) {
    if (stream != which) {
      return;
    }
    stream = null;
    for (RemoteWatcher each : watchers) {
      each.id = 0;
      each.parts.clear();
    }
    if (isClosed || watchers.isEmpty()) {
      return;
    }
    LOG.debug("watch stream to {} broke off: {}", which.endpoint().url(), why);
    isConnecting = later(this::connect, pause);
    pause = Math.min(pause * 2, MOST_PAUSE_MILLIS);
  }

  /** The server refuses a watch for good, and says so only of the stream. */
  void refused(WatchStream which, String why) {
    LOG.warn("etcd at {} refuses a watch: {}", which.endpoint().url(), why);
    pause = MOST_PAUSE_MILLIS;
    which.hangUp();
    lost(which, why);
  }

  boolean isCurrent(WatchStream which) {
    return stream == which;
  }

  /** Something came: the next break is a new one. */
  void isWell() {
    pause = LEAST_PAUSE_MILLIS;
  }

  Collection<RemoteWatcher> watchers() {
    return watchers;
  }

  QuietCheck check() {
    return check;
  }

  void heard(long revision) {
    heard.accept(revision);
  }

  /** {@code watcher} has got its last. */
  void over(RemoteWatcher watcher, long compactRevision) {
    compacted.accept(compactRevision);
    watchers.remove(watcher);
  }

  synchronized void close() {
    isClosed = true;
    if (stream != null) {
      stream.hangUp();
      stream = null;
    }
    watchers.clear();
  }

  /** Told outside the lock, each mailbox once. */
  static void wake(List<RemoteWatcher> told) {
    List<Mailbox> mailboxes = new ArrayList<>();
    for (RemoteWatcher each : told) {
      if (each.slot.raise()) {
        mailboxes.add(each.slot.mailbox());
      }
    }
    for (Mailbox mailbox : mailboxes) {
      try {
        mailbox.wake();
      } catch (RuntimeException e) { // one consumer's mistake must not cost the others
        LOG.error("wake-up of a watch consumer failed", e);
      }
    }
  }
}
