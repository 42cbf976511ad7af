package dev.keelson.mvcc;

import java.util.function.LongPredicate;

/**
 * The store as it stood at one revision. Any number of threads may read one view; answers never
 * change while it is open. Close it: it holds disk space. Opening and closing cost well under a
 * microsecond.
 */
public interface ReadView extends AutoCloseable {
  /** Head: the newest revision in this view. */
  long revision();

  /** Lowest readable revision; -1 before the first compaction. */
  long compactedRevision();

  /** Refuses with Compacted or FutureRevision. */
  default Outcome<RangeResult> range(RangeQuery query) {
    return range(query, _ -> true);
  }

  /**
   * As {@link #range(RangeQuery)}, within bounds: {@code room} is told the bytes of each pair
   * before it is kept, and where it says no the read ends, refused with ANSWER_TOO_LARGE.
   */
  Outcome<RangeResult> range(RangeQuery query, LongPredicate room);

  /** Keys in the range at head: O(log n), plus at most two partly covered blocks of keys. */
  long count(KeyRange range);

  /**
   * Pairs of the range in key order as of {@code revision} (0 or less = head), one at a time, in
   * constant memory. Refuses as {@link #range} does. Use it inside the view's lifetime only.
   */
  Outcome<KeyCursor> scan(KeyRange range, long revision);

  /**
   * Hash over all records up to {@code revision} (0 = head), bit-equal to etcd's HashKV (rule 59).
   * Slow: O(history).
   */
  Outcome<HashKv> hashKv(long revision);

  @Override
  void close();

  /**
   * {@code hash}: CRC-32C; {@code compactRevision}: the floor it was computed over, -1 before any
   * compaction.
   */
  record HashKv(int hash, long revision, long hashRevision, long compactRevision) {}

  /** A forward cursor over pairs; {@code advance} first. */
  interface KeyCursor extends AutoCloseable {
    boolean advance();

    KeyValue current();

    @Override
    void close();
  }
}
