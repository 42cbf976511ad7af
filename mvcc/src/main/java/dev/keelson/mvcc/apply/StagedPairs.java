package dev.keelson.mvcc.apply;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.read.CurrentPairs;
import dev.keelson.mvcc.read.Pairs;
import java.util.Collections;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Committed pairs with the slots of a half-done entry laid over them. */
final class StagedPairs implements Pairs {
  private final CurrentPairs base;
  private final NavigableMap<Bytes, Slot> slots;
  private final Function<Live, KeyValue> whole;

  StagedPairs(CurrentPairs base, NavigableMap<Bytes, Slot> slots, Function<Live, KeyValue> whole) {
    this.base = base;
    this.slots = slots;
    this.whole = whole;
  }

  @Override
  public @Nullable KeyValue get(byte[] key) {
    Slot slot = slots.get(Bytes.wrap(key));
    if (slot == null) {
      return base.get(key);
    }
    return pair(slot);
  }

  private @Nullable KeyValue pair(@Nullable Slot slot) {
    Live now = slot == null ? null : slot.now();
    return now == null ? null : whole.apply(now);
  }

  @Override
  public ReadView.KeyCursor scan(KeyRange range) {
    NavigableMap<Bytes, Slot> over = within(slots, range);
    return over.isEmpty() ? base.scan(range) : new Merge(base.scan(range), over, this::pair, false);
  }

  @Override
  public ReadView.KeyCursor scanBackwards(KeyRange range) {
    NavigableMap<Bytes, Slot> over = within(slots, range);
    return over.isEmpty()
        ? base.scanBackwards(range)
        : new Merge(base.scanBackwards(range), over.descendingMap(), this::pair, true);
  }

  @Override
  public long count(KeyRange range) {
    long count = base.count(range);
    for (Slot slot : within(slots, range).values()) {
      count += slot.growth();
    }
    return count;
  }

  static NavigableMap<Bytes, Slot> within(NavigableMap<Bytes, Slot> slots, KeyRange range) {
    if (range.isEmpty()) {
      return Collections.emptyNavigableMap();
    }
    return range.isOpenEnded()
        ? slots.tailMap(range.start(), true)
        : slots.subMap(range.start(), true, range.firstAfter(), false);
  }

  /** Both in one order; where both have a key, the slot is right. */
  private static final class Merge implements ReadView.KeyCursor {
    private final ReadView.KeyCursor base;
    private final Iterator<Slot> over;
    private final Function<@Nullable Slot, @Nullable KeyValue> pairs;
    private final boolean backwards;
    private @Nullable KeyValue basePair;
    private @Nullable Slot slot;
    private @Nullable KeyValue current;

    Merge(
        ReadView.KeyCursor base,
        NavigableMap<Bytes, Slot> over,
        Function<@Nullable Slot, @Nullable KeyValue> pairs,
        boolean backwards) {
      this.base = base;
      this.pairs = pairs;
      this.over = over.values().iterator();
      this.backwards = backwards;
      stepBase();
      stepOver();
    }

    @Override
    public boolean advance() {
      current = null;
      while (current == null && (basePair != null || slot != null)) {
        int order = order();
        if (order < 0) {
          current = basePair;
          stepBase();
        } else {
          current = pairs.apply(slot);
          stepOver();
          if (order == 0) {
            stepBase();
          }
        }
      }
      return current != null;
    }

    /** Negative: the base's pair comes first. */
    private int order() {
      KeyValue left = basePair;
      Slot right = slot;
      if (left == null || right == null) {
        return left == null ? 1 : -1;
      }
      int order = left.key().compareTo(right.key());
      return backwards ? -order : order;
    }

    private void stepBase() {
      basePair = base.advance() ? base.current() : null;
    }

    private void stepOver() {
      slot = over.hasNext() ? over.next() : null;
    }

    @Override
    public KeyValue current() {
      KeyValue here = current;
      if (here == null) {
        throw new IllegalStateException("no current pair");
      }
      return here;
    }

    @Override
    public void close() {
      base.close();
    }
  }
}
