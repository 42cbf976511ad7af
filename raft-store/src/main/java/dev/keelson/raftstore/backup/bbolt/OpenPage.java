package dev.keelson.raftstore.backup.bbolt;

import java.util.Arrays;

/** A branch or leaf page that is being filled; used again after it is full. */
final class OpenPage {
  private static final int FEWEST_CHILDREN = 2;

  private final boolean leaf;
  private final boolean measuring;
  private byte[] firstKey = {};
  private int count;
  private int size = Format.PAGE_HEADER;
  private long[] elements = new long[64];
  private byte[] data = new byte[2 * Format.PAGE_SIZE];
  private int dataSize;

  OpenPage(boolean leaf, boolean measuring) {
    this.leaf = leaf;
    this.measuring = measuring;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Bytes of the page as it is. */
  int size() {
    return size;
  }

  /** The least key in the page, or below it. */
  byte[] firstKey() {
    return firstKey;
  }

  /**
   * A branch takes two children whatever their keys, as in bbolt: one that holds one only would
   * have a parent that holds one only, and so on without end.
   */
  boolean hasRoom(int keyLength, int valueLength, int pageSize) {
    return count == 0
        || !leaf && count < FEWEST_CHILDREN
        || count < Format.MOST_ELEMENTS
            && (long) size + Format.ELEMENT + keyLength + valueLength <= pageSize;
  }

  void addEntry(int flags, byte[] key, byte[] value, int from, int length) {
    add(key, length, (long) flags << 32 | length);
    if (!measuring) {
      append(key, 0, key.length);
      append(value, from, length);
    }
  }

  void addChild(byte[] key, long page) {
    add(key, 0, page);
    if (!measuring) {
      append(key, 0, key.length);
    }
  }

  private void add(byte[] key, int valueLength, long fact) {
    if (count == 0) {
      firstKey = key;
    }
    if (!measuring) {
      if (2 * count + 2 > elements.length) {
        elements = Arrays.copyOf(elements, 2 * elements.length);
      }
      elements[2 * count] = key.length;
      elements[2 * count + 1] = fact;
    }
    count++;
    size = Math.addExact(size, Math.addExact(Format.ELEMENT + key.length, valueLength));
  }

  private void append(byte[] bytes, int from, int length) {
    if (data.length - dataSize < length) {
      data = Arrays.copyOf(data, Math.max(2 * data.length, Math.addExact(dataSize, length)));
    }
    System.arraycopy(bytes, from, data, dataSize, length);
    dataSize += length;
  }

  /**
   * The page in bbolt's form, at least {@link #size} bytes; {@code target} where that is enough.
   */
  byte[] encode(long id, int overflow, byte[] target) {
    byte[] out = target.length >= size ? target : new byte[size];
    Format.header(out, id, leaf ? Format.LEAF : Format.BRANCH, count, overflow);
    int at = Format.PAGE_HEADER;
    int position = Format.PAGE_HEADER + count * Format.ELEMENT;
    System.arraycopy(data, 0, out, position, dataSize);
    for (int i = 0; i < count; i++) {
      int keyLength = (int) elements[2 * i];
      long fact = elements[2 * i + 1];
      if (leaf) {
        Format.INT.set(out, at, (int) (fact >>> 32));
        Format.INT.set(out, at + 4, position - at);
        Format.INT.set(out, at + 8, keyLength);
        Format.INT.set(out, at + 12, (int) fact);
        position += keyLength + (int) fact;
      } else {
        Format.INT.set(out, at, position - at);
        Format.INT.set(out, at + 4, keyLength);
        Format.LONG.set(out, at + 8, fact);
        position += keyLength;
      }
      at += Format.ELEMENT;
    }
    return out;
  }

  void clear() {
    count = 0;
    size = Format.PAGE_HEADER;
    dataSize = 0;
    if (data.length > 1 << 20) {
      data = new byte[2 * Format.PAGE_SIZE];
    }
  }
}
