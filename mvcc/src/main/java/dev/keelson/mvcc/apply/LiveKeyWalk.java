package dev.keelson.mvcc.apply;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.index.KeyCounts;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Live keys as they are once the entry is committed: those of the engine with the entry's slots
 * laid over them. Reads no values, which is what sets it apart from {@link StagedPairs}.
 */
final class LiveKeyWalk implements KeyCounts.Walk {
  private final Engine.Cursor stored;
  private final Iterator<Slot> slots;
  private @Nullable Bytes storedKey;
  private @Nullable Slot slot;
  private @Nullable Bytes key;

  /** Both of the same range; closes {@code stored}. */
  LiveKeyWalk(Engine.Cursor stored, Iterator<Slot> slots) {
    this.stored = stored;
    this.slots = slots;
    stepStored();
    stepSlot();
  }

  @Override
  public boolean next() {
    key = null;
    while (key == null && (storedKey != null || slot != null)) {
      Bytes below = storedKey;
      Slot above = slot;
      int order =
          below == null || above == null ? (below == null ? 1 : -1) : below.compareTo(above.key());
      if (order < 0) {
        key = below;
      } else if (above != null && above.now() != null) {
        key = above.key();
      }
      if (order <= 0) {
        stepStored();
      }
      if (order >= 0) {
        stepSlot();
      }
    }
    return key != null;
  }

  private void stepStored() {
    storedKey = stored.next() ? Bytes.wrap(stored.key()) : null;
  }

  private void stepSlot() {
    slot = slots.hasNext() ? slots.next() : null;
  }

  @Override
  public byte[] key() {
    Bytes here = key;
    if (here == null) {
      throw new IllegalStateException("no current key");
    }
    return here.array();
  }

  @Override
  public void close() {
    stored.close();
  }
}
