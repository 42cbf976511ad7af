package dev.keelson.mvcc.watch;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The watchers of a hub that read history, and when each of them reads on. Guarded by the hub's
 * lock.
 */
final class Laggards {
  private final Set<HubWatcher> behind = new LinkedHashSet<>();

  /** Those whose history could not be read; tried again with the next publication. */
  private final Set<HubWatcher> stuck = new LinkedHashSet<>();

  int size() {
    return behind.size();
  }

  Set<HubWatcher> all() {
    return Collections.unmodifiableSet(behind);
  }

  /** The watcher is in no group; it was given all that is older than {@code next}. */
  void add(HubWatcher watcher, long next, Afterwards afterwards) {
    watcher.next = next;
    watcher.phase = HubWatcher.Phase.CATCHING_UP;
    behind.add(watcher);
    readWhenDrained(watcher, afterwards);
  }

  /** It has met head, or ends. */
  void remove(HubWatcher watcher) {
    behind.remove(watcher);
    stuck.remove(watcher);
    watcher.reading(HubWatcher.Reading.NONE);
  }

  /**
   * The consumer may have drained the inbox just before it could see that it is to say so: hence
   * the second look.
   */
  void readWhenDrained(HubWatcher watcher, Afterwards afterwards) {
    watcher.reading(HubWatcher.Reading.WHEN_DRAINED);
    if (watcher.inbox.isEmpty() && watcher.claimReading()) {
      afterwards.submit(watcher);
    }
  }

  void readWhenPublished(HubWatcher watcher) {
    watcher.reading(HubWatcher.Reading.WHEN_PUBLISHED);
    stuck.add(watcher);
  }

  void published(Afterwards afterwards) {
    for (HubWatcher watcher : stuck) {
      watcher.reading(HubWatcher.Reading.TASK);
      afterwards.submit(watcher);
    }
    stuck.clear();
  }
}
