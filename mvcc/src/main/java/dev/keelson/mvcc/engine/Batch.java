package dev.keelson.mvcc.engine;

import dev.keelson.mvcc.Invariant;
import dev.keelson.mvcc.key.Varint;
import java.util.Arrays;

/**
 * Changes to be committed together, in order; a later one to the same key wins. Not thread-safe;
 * cleared and used again.
 *
 * <p>Held in RocksDB's own write-batch form, so that a commit crosses into native code once: 8
 * bytes that RocksDB fills (sequence number), 4 bytes count, then per change one tag byte, the
 * column family as varint, the key and, for a put, the value, both led by their length as varint.
 * Source: {@code db/write_batch.cc} of RocksDB. At most 1 GiB.
 */
public final class Batch {
  /** What {@link #forEach} calls, in the order of the changes. The arrays are the visitor's own. */
  public interface Visitor {
    void put(Table table, byte[] key, byte[] value);

    void delete(Table table, byte[] key);
  }

  private static final int HEADER = 12;
  private static final int COUNT_OFFSET = 8;
  private static final byte DELETE = 0x04;
  private static final byte PUT = 0x05;
  private static final int FIRST_CAPACITY = 4 << 10;
  private static final int KEPT_CAPACITY = 4 << 20;
  private static final long MAX_SIZE = 1 << 30;
  private static final Table[] TABLES = Table.values();

  private byte[] buffer = new byte[FIRST_CAPACITY];
  private int size = HEADER;
  private int count;

  /**
   * Column families are made in the order of the tables, after RocksDB's own "default", which is 0
   * and stays empty.
   */
  static int columnFamilyId(Table table) {
    return table.ordinal() + 1;
  }

  public void put(Table table, byte[] key, byte[] value) {
    makeRoom(16L + key.length + value.length);
    start(PUT, table);
    append(key);
    append(value);
  }

  public void delete(Table table, byte[] key) {
    makeRoom(16L + key.length);
    start(DELETE, table);
    append(key);
  }

  /** Changes held. */
  public int count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Bytes held, keys, values and the form around them. */
  public int size() {
    return size;
  }

  public void clear() {
    size = HEADER;
    count = 0;
    if (buffer.length > KEPT_CAPACITY) {
      buffer = new byte[FIRST_CAPACITY];
    }
  }

  /** The batch in RocksDB's form, as an array of its own. */
  byte[] encoded() {
    byte[] out = Arrays.copyOf(buffer, size);
    for (int i = 0; i < 4; i++) {
      out[COUNT_OFFSET + i] = (byte) (count >>> 8 * i);
    }
    return out;
  }

  public void forEach(Visitor visitor) {
    Reader reader = new Reader();
    while (reader.at < size) {
      byte tag = buffer[reader.at++];
      Table table = TABLES[reader.number() - 1];
      switch (tag) {
        case PUT -> visitor.put(table, reader.bytes(), reader.bytes());
        case DELETE -> visitor.delete(table, reader.bytes());
        default -> Invariant.check(false, "batch with unknown tag %d", tag);
      }
    }
  }

  private void start(byte tag, Table table) {
    buffer[size++] = tag;
    size = Varint.write(buffer, size, columnFamilyId(table));
    count++;
  }

  private void append(byte[] bytes) {
    size = Varint.write(buffer, size, bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
  }

  private void makeRoom(long more) {
    long needed = size + more;
    if (needed <= buffer.length) {
      return;
    }
    Invariant.check(needed <= MAX_SIZE, "batch of %d bytes, at most %d", needed, MAX_SIZE);
    buffer = Arrays.copyOf(buffer, (int) Math.min(MAX_SIZE, Math.max(needed, 2L * buffer.length)));
  }

  private final class Reader {
    private int at = HEADER;

    private int number() {
      int number = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = buffer[at++];
        number |= (b & 0x7f) << shift;
        if (b >= 0) {
          return number;
        }
      }
    }

    private byte[] bytes() {
      int length = number();
      at += length;
      return Arrays.copyOfRange(buffer, at - length, at);
    }
  }
}
