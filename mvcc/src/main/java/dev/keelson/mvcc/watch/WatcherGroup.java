package dev.keelson.mvcc.watch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All live watchers with one wish: what one publication brings them is matched once. Guarded by the
 * hub's lock.
 */
final class WatcherGroup {
  final Wish wish;
  private HubWatcher[] members = new HubWatcher[1];
  private int size;

  /** What the publication under way has for this group so far. */
  @Nullable Matching matching;

  WatcherGroup(Wish wish) {
    this.wish = wish;
  }

  int size() {
    return size;
  }

  HubWatcher member(int place) {
    return members[place];
  }

  void add(HubWatcher watcher) {
    if (size == members.length) {
      members = Arrays.copyOf(members, size + Math.max(1, size / 2));
    }
    watcher.place = size;
    members[size++] = watcher;
  }

  /**
   * The last member takes its place: who walks through the members while removing some walks
   * backwards.
   */
  void remove(HubWatcher watcher) {
    HubWatcher last = members[--size];
    members[watcher.place] = last;
    last.place = watcher.place;
    Arrays.fill(members, size, size + 1, null);
  }
}
