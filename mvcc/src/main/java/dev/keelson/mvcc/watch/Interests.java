package dev.keelson.mvcc.watch;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which groups of live watchers a key concerns. One key is found by hash, ranges by {@link
 * RangeIndex}; what is searched is distinct ranges, not watchers. Guarded by the hub's lock.
 */
final class Interests {
  /**
   * Groups of one range: as many as there are combinations of filters and previous in use, eight at
   * most.
   */
  private record Interest(List<WatcherGroup> groups) {}

  private final Map<Bytes, Interest> keys = new HashMap<>();
  private final Map<KeyRange, Interest> ranges = new HashMap<>();
  private final RangeIndex<Interest> index = new RangeIndex<>();
  private int watchers;

  int watchers() {
    return watchers;
  }

  /**
   * An equal range that is kept anyhow, where there is one: so a thousand equal watchers hold one.
   */
  KeyRange shared(KeyRange range) {
    Interest interest = interestIn(range);
    return interest == null ? range : interest.groups.getFirst().wish.range();
  }

  void join(HubWatcher watcher) {
    Wish wish = Wish.of(watcher.spec());
    Interest interest =
        wish.range().isOneKey()
            ? keys.computeIfAbsent(wish.range().start(), _ -> new Interest(new ArrayList<>(1)))
            : ranges.computeIfAbsent(wish.range(), this::indexed);
    WatcherGroup group = null;
    for (WatcherGroup known : interest.groups) {
      if (known.wish.equals(wish)) {
        group = known;
      }
    }
    if (group == null) {
      group = new WatcherGroup(wish);
      interest.groups.add(group);
    }
    group.add(watcher);
    watcher.group = group;
    watchers++;
  }

  void leave(HubWatcher watcher) {
    WatcherGroup group = watcher.group;
    if (group == null) {
      return;
    }
    watcher.group = null;
    group.remove(watcher);
    watchers--;
    if (group.size() == 0) {
      forget(group);
    }
  }

  void concernedBy(Bytes key, Consumer<WatcherGroup> found) {
    Interest one = keys.get(key);
    if (one != null) {
      one.groups.forEach(found);
    }
    if (!ranges.isEmpty()) {
      index.containing(key, interest -> interest.groups.forEach(found));
    }
  }

  /** A copy: members may leave meanwhile. */
  List<HubWatcher> all() {
    List<HubWatcher> all = new ArrayList<>(watchers);
    keys.values().forEach(interest -> members(interest, all));
    ranges.values().forEach(interest -> members(interest, all));
    return all;
  }

  private static void members(Interest interest, List<HubWatcher> into) {
    for (WatcherGroup group : interest.groups) {
      for (int place = 0; place < group.size(); place++) {
        into.add(group.member(place));
      }
    }
  }

  private Interest indexed(KeyRange range) {
    Interest interest = new Interest(new ArrayList<>(1));
    index.add(range, interest);
    return interest;
  }

  private void forget(WatcherGroup group) {
    KeyRange range = group.wish.range();
    Interest interest = interestIn(range);
    if (interest == null) {
      return;
    }
    interest.groups.remove(group);
    if (!interest.groups.isEmpty()) {
      return;
    }
    if (range.isOneKey()) {
      keys.remove(range.start());
    } else {
      ranges.remove(range);
      index.remove(range);
    }
  }

  private @Nullable Interest interestIn(KeyRange range) {
    return range.isOneKey() ? keys.get(range.start()) : ranges.get(range);
  }
}
