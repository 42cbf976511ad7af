package dev.keelson.mvcc.apply;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.Op;
import java.util.List;

/**
 * What the commands of one entry put into its batch, reckoned from above before anything is done:
 * from the entry and the state before it alone, so every member comes to the same sum.
 *
 * <p>A plain put brings its own bytes and is bounded by the entry. What is not: deleting a range,
 * revoking a lease with many keys, and a put that keeps a large value ({@code ignore_value}), each
 * a few bytes of request.
 */
final class Outlay {
  /** Records, keys and numbers of a change in all tables, the key itself apart. */
  private static final long CHANGE_BYTES = 256;

  /** In how many records a key may stand, counting the index's escapes twice. */
  private static final long KEY_COPIES = 6;

  /** HISTORY and CURRENT. */
  private static final long VALUE_COPIES = 2;

  private final Staged staged;
  private final long most;
  private long spent;

  Outlay(Staged staged, long most) {
    this.staged = staged;
    this.most = most;
  }

  /** Takes {@code bytes} where they are left; otherwise takes nothing. */
  boolean spend(long bytes) {
    if (bytes > most - spent) {
      return false;
    }
    spent += bytes;
    return true;
  }

  long of(Command.Put put, Slot slot) {
    Live kept = put.ignoreValue() ? slot.now() : null;
    long value = kept == null ? put.value().size() : kept.size();
    // Twice: an operation of the same transaction may delete it again.
    return 2 * ofKey(put.key()) + VALUE_COPIES * value;
  }

  /**
   * Looks at how many keys there are before it looks at them: what is refused here should not first
   * fill the memory.
   */
  long of(Command.DeleteRange delete) {
    KeyRange range = delete.range();
    if (range.isOneKey()) {
      return ofKey(range.start());
    }
    long least = staged.pairs().count(range) * CHANGE_BYTES;
    return least > most ? least : ofSlots(staged.liveSlots(range));
  }

  static long ofKeys(List<Bytes> keys) {
    long bytes = 0;
    for (Bytes key : keys) {
      bytes += ofKey(key);
    }
    return bytes;
  }

  /** Of the operations that {@code decision} chose, those of nested transactions too. */
  long of(TxnDecision decision) {
    long bytes = 0;
    for (Op op : decision.ops()) {
      bytes +=
          switch (op) {
            case Command.Put put -> of(put, staged.slot(put.key()));
            case Command.DeleteRange delete -> of(delete);
            default -> 0;
          };
    }
    for (TxnDecision nested : decision.nested()) {
      bytes += of(nested);
    }
    return bytes;
  }

  private static long ofSlots(List<Slot> slots) {
    long bytes = 0;
    for (Slot slot : slots) {
      bytes += ofKey(slot.key());
    }
    return bytes;
  }

  private static long ofKey(Bytes key) {
    return CHANGE_BYTES + KEY_COPIES * key.size();
  }
}
