package dev.keelson.mvcc.key;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Invariant;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import java.util.Arrays;

/**
 * Values of the HISTORY table: {@code varint(prevMain) varint(prevSub) varint(prevSize)}, then the
 * record as etcd stores it: the encoded pair, for a tombstone the key alone (its revision stands in
 * the table's key).
 *
 * <p>The three numbers name the put that this record supersedes, 0 0 0 where there is none: its
 * revision, and how many bytes it adds to the logical size, so that compaction can drop it without
 * reading it.
 *
 * <p>One record is not of a pair: a mark, whose record is empty. A restore with a bumped revision
 * leaves it, here as in etcd, to say that the store stands there. It belongs to the empty key,
 * which nobody can put or read, and counts in hashes.
 */
public final class HistoryRecord {
  private static final byte KEY_TAG = 1 << 3 | 2;

  private final byte[] stored;
  private final long prevMain;
  private final int prevSub;
  private final int prevSize;
  private final int start;
  private final int keyStart;
  private final int keyLength;

  private HistoryRecord(byte[] stored) {
    this.stored = stored;
    this.prevMain = Varint.read(stored, 0);
    int at = Varint.size(prevMain);
    this.prevSub = (int) Varint.read(stored, at);
    at += Varint.size(prevSub);
    this.prevSize = (int) Varint.read(stored, at);
    this.start = at + Varint.size(prevSize);
    if (start == stored.length) {
      this.keyLength = 0;
      this.keyStart = start;
      return;
    }
    Invariant.check(
        stored[start] == KEY_TAG, "record begins with %d, not with its key", stored[start]);
    this.keyLength = (int) Varint.read(stored, start + 1);
    this.keyStart = start + 1 + Varint.size(keyLength);
  }

  /** {@code pair}: an encoded pair, or {@link #tombstoneOf}. */
  public static byte[] encode(long prevMain, int prevSub, int prevSize, byte[] pair) {
    return encode(prevMain, prevSub, prevSize, pair, 0, pair.length);
  }

  /** The same, of a pair that is a part of an array; of no bytes it is a mark. */
  public static byte[] encode(
      long prevMain, int prevSub, int prevSize, byte[] pair, int from, int length) {
    int numbers = Varint.size(prevMain) + Varint.size(prevSub) + Varint.size(prevSize);
    byte[] out = new byte[numbers + length];
    int at = Varint.write(out, 0, prevMain);
    at = Varint.write(out, at, prevSub);
    at = Varint.write(out, at, prevSize);
    System.arraycopy(pair, from, out, at, length);
    return out;
  }

  /** What etcd stores for a deletion: a pair that has only a key. */
  public static byte[] tombstoneOf(Bytes key) {
    return KeyValueLayout.encode(key, 0, 0, 0, Bytes.EMPTY, 0);
  }

  /** Bytes that a put adds to the logical size of the store. */
  public static int putSize(int pairLength) {
    return HistoryKey.PUT_LENGTH + pairLength;
  }

  public static int tombstoneSize(int recordLength) {
    return HistoryKey.TOMBSTONE_LENGTH + recordLength;
  }

  /** Reads the numbers and finds the key; nothing is copied. The array is kept. */
  public static HistoryRecord parse(byte[] stored) {
    return new HistoryRecord(stored);
  }

  /** Whether this is no record of a pair, but says that the store has reached its revision. */
  public boolean isMark() {
    return start == stored.length;
  }

  /** Whether an older put is superseded by this record. */
  public boolean hasPrevious() {
    return prevMain != 0;
  }

  public long prevMain() {
    return prevMain;
  }

  public int prevSub() {
    return prevSub;
  }

  /** Logical bytes of the superseded put; see {@link #putSize}. */
  public int prevSize() {
    return prevSize;
  }

  public Bytes key() {
    return Bytes.wrap(Arrays.copyOfRange(stored, keyStart, keyStart + keyLength));
  }

  /** Whether the key lies in {@code range}; copies nothing. */
  public boolean isIn(KeyRange range) {
    int keyEnd = keyStart + keyLength;
    byte[] from = range.start().array();
    if (range.isOneKey()) {
      return Arrays.equals(stored, keyStart, keyEnd, from, 0, from.length);
    }
    byte[] to = range.end().array();
    return Arrays.compareUnsigned(stored, keyStart, keyEnd, from, 0, from.length) >= 0
        && (range.isOpenEnded()
            || Arrays.compareUnsigned(stored, keyStart, keyEnd, to, 0, to.length) < 0);
  }

  /** Bytes of the record as etcd stores it. */
  public int size() {
    return stored.length - start;
  }

  /**
   * The array that holds the record, from {@link #offset} on to its end. Read it, do not write it.
   */
  public byte[] array() {
    return stored;
  }

  public int offset() {
    return start;
  }

  /** The pair as it was put, or the tombstone with its revision, as {@code historyKey} says. */
  public KeyValue pair(byte[] historyKey) {
    return HistoryKey.isTombstone(historyKey)
        ? KeyValue.tombstone(key(), HistoryKey.main(historyKey))
        : KeyValue.decode(Arrays.copyOfRange(stored, start, stored.length));
  }
}
