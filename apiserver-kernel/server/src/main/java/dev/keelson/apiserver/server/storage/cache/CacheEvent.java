package dev.keelson.apiserver.server.storage.cache;

import static java.util.Objects.requireNonNull;

import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.cache.WatchFeed.Next.Change;
import dev.keelson.apiserver.server.storage.cache.WatchFeed.Type;
import dev.keelson.mvcc.tree.SortedTree;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One change of one object, as all watchers share it. Immutable but for what is made when first
 * asked for, which two threads may do with equal results.
 */
final class CacheEvent {
  /** Place in the window, counted from its beginning. */
  final long place;

  final long revision;
  final ObjectName name;

  /** Null: deleted. */
  final @Nullable Stored now;

  /** Null: it was not there. */
  final @Nullable Stored before;

  /** All objects before this change, at some of the places; see {@link EventWindow}. */
  final @Nullable SortedTree<Stored> treeBefore;

  private volatile @Nullable Map<String, String> nowLabels;
  private volatile @Nullable Map<String, String> beforeLabels;
  private @Nullable Change added;
  private @Nullable Change modified;
  private @Nullable Change deleted;

  CacheEvent(
      long place,
      long revision,
      @Nullable Stored now,
      @Nullable Stored before,
      @Nullable SortedTree<Stored> treeBefore) {
    this.place = place;
    this.revision = revision;
    this.now = now;
    this.before = before;
    this.treeBefore = treeBefore;
    Stored either = now != null ? now : before;
    if (either == null) {
      throw new IllegalArgumentException("a change of nothing at " + revision);
    }
    this.name = either.name();
  }

  byte[] key() {
    return now != null ? now.key() : requireNonNull(before).key();
  }

  /** In bytes, of what is kept for this event alone, with what a tree's changed path takes. */
  long weight() {
    return 1024 + (before == null ? 0 : before.size());
  }

  /** What somebody with this selection sees of it; null: nothing. */
  @Nullable Change seenBy(Selection selection) {
    if (!selection.covers(name)) {
      return null;
    }
    boolean isSelected = now != null && selection.selects(now, nowLabels(selection));
    boolean wasSelected = before != null && selection.selects(before, beforeLabels(selection));
    if (isSelected) {
      return wasSelected ? modified() : added();
    }
    return wasSelected ? deleted() : null;
  }

  private Map<String, String> nowLabels(Selection selection) {
    Map<String, String> known = nowLabels;
    if (known == null && selection.hasLabels()) {
      nowLabels = known = requireNonNull(now).labels();
    }
    return known == null ? Map.of() : known;
  }

  private Map<String, String> beforeLabels(Selection selection) {
    Map<String, String> known = beforeLabels;
    if (known == null && selection.hasLabels()) {
      beforeLabels = known = requireNonNull(before).labels();
    }
    return known == null ? Map.of() : known;
  }

  private Change added() {
    Change made = added;
    if (made == null) {
      added = made = new Change(Type.ADDED, requireNonNull(now));
    }
    return made;
  }

  private Change modified() {
    Change made = modified;
    if (made == null) {
      modified = made = new Change(Type.MODIFIED, requireNonNull(now));
    }
    return made;
  }

  private Change deleted() {
    Change made = deleted;
    if (made == null) {
      Stored last = requireNonNull(before).at(revision);
      deleted = made = new Change(Type.DELETED, last);
    }
    return made;
  }
}
