package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.mvcc.tree.SortedTree;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of a resource in a ring that grows up to a bound, and by them the states of the
 * recent past. One thread adds and publishes; any number read, each at its own place, and find out
 * by themselves when it was overtaken.
 *
 * <p>Every {@value #TREE_EVERY}th event (sooner in a small window) remembers all objects as they
 * were before it, which costs the tree's nodes changed in between; a state in between is had by
 * taking back the events after it.
 */
final class EventWindow {
  private static final int FEWEST = 64;

  private static final int TREE_EVERY = 256;

  // A reader takes head before ring: what is published then lies in that ring, or was overtaken.
  private volatile AtomicReferenceArray<@Nullable CacheEvent> ring;
  private volatile long head;
  private volatile long tail;
  private volatile long floor;
  private volatile boolean isEnded;

  private final int most;
  private final int treeEvery;

  // The writer's own.
  private long added;
  private long weight;

  /**
   * @param revision everything after it will be added
   * @param most events that are kept
   */
  EventWindow(long revision, int most) {
    this.floor = revision;
    this.most = most;
    this.treeEvery = Math.clamp(most / 4, 1, TREE_EVERY);
    this.ring = new AtomicReferenceArray<>(Math.min(FEWEST, most));
  }

  int most() {
    return most;
  }

  /** Writer: the place of the next event. */
  long next() {
    return added;
  }

  /** Writer: whether the next event is to remember all objects. */
  boolean wantsTree() {
    return added % treeEvery == 0;
  }

  /**
   * Writer. Not seen before {@link #publish}.
   *
   * @param room bytes that events may weigh
   */
  void add(CacheEvent event, long room) {
    AtomicReferenceArray<@Nullable CacheEvent> now = ring;
    if (added - tail == now.length()) {
      if (now.length() < most) {
        now = grown(now);
      } else {
        drop();
      }
    }
    now.set((int) (added % now.length()), event);
    added++;
    weight += event.weight();
    while (weight > room && tail < head) {
      drop();
    }
  }

  private AtomicReferenceArray<@Nullable CacheEvent> grown(
      AtomicReferenceArray<@Nullable CacheEvent> from) {
    AtomicReferenceArray<@Nullable CacheEvent> to =
        new AtomicReferenceArray<>(Math.min(from.length() * 2, most));
    for (long place = tail; place < added; place++) {
      to.set((int) (place % to.length()), from.get((int) (place % from.length())));
    }
    ring = to;
    return to;
  }

  private void drop() {
    CacheEvent oldest = get(tail);
    if (oldest != null) {
      floor = oldest.revision;
      weight -= oldest.weight();
      AtomicReferenceArray<@Nullable CacheEvent> now = ring;
      now.set((int) (tail % now.length()), null);
    }
    tail++;
  }

  /** Writer. */
  void publish() {
    head = added;
  }

  /** Writer: nothing will be added any more. */
  void end() {
    isEnded = true;
  }

  boolean isEnded() {
    return isEnded;
  }

  /** The place after the newest. */
  long head() {
    return head;
  }

  long size() {
    return head - tail;
  }

  /** All events of later revisions are here. */
  long floor() {
    return floor;
  }

  /** Null where it was overtaken. */
  @Nullable CacheEvent get(long place) {
    AtomicReferenceArray<@Nullable CacheEvent> now = ring;
    CacheEvent event = now.get((int) (place % now.length()));
    return event != null && event.place == place ? event : null;
  }

  /** The place of the first event after a revision; -1 where some of them are gone. */
  long firstAfter(long revision) {
    long low = tail;
    long high = head;
    while (low < high) {
      long middle = (low + high) >>> 1;
      CacheEvent event = get(middle);
      if (event == null || event.revision <= revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return floor <= revision ? low : -1;
  }

  /**
   * All objects as they were at a revision up to {@code now}'s; null where that cannot be told any
   * more.
   */
  @Nullable SortedTree<Stored> treeAt(long revision, CacheState now) {
    long first = firstAfter(revision);
    if (first < 0) {
      return null;
    }
    long place = first;
    SortedTree<Stored> tree = now.tree();
    while (place < now.next()) {
      CacheEvent event = get(place);
      if (event == null) {
        return null;
      }
      if (event.treeBefore != null) {
        tree = event.treeBefore;
        break;
      }
      place++;
    }
    while (--place >= first) {
      CacheEvent event = get(place);
      if (event == null) {
        return null;
      }
      byte[] key = event.key();
      tree = event.before == null ? tree.remove(key) : tree.put(key, event.before);
    }
    return tree;
  }
}
