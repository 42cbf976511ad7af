package dev.keelson.raftstore.entry;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Invariant;
import dev.keelson.mvcc.KeyRange;
import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote; anything that cannot have been written is a broken
 * invariant.
 */
final class ByteReader {
  private final byte[] bytes;
  private int at;

  ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int octet() {
    need(1);
    return bytes[at++];
  }

  boolean flag() {
    int value = octet();
    Invariant.check(value == 0 || value == 1, "flag of value %d at byte %d", value, at - 1);
    return value == 1;
  }

  long fixed64() {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | bytes[at++] & 0xff;
    }
    return value;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int b = octet();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw broken("number longer than 10 bytes");
  }

  Bytes blob() {
    long length = number();
    Invariant.check(
        length >= 0 && length <= bytes.length - at, "blob of %d bytes at byte %d", length, at);
    byte[] copy = Arrays.copyOfRange(bytes, at, at + (int) length);
    at += copy.length;
    return Bytes.wrap(copy);
  }

  KeyRange range() {
    return new KeyRange(blob(), blob());
  }

  <T> T choice(T[] values) {
    int ordinal = octet();
    Invariant.check(
        ordinal >= 0 && ordinal < values.length, "choice %d of %d", ordinal, values.length);
    return values[ordinal];
  }

  void checkEnd() {
    Invariant.check(at == bytes.length, "%d bytes after the end of an entry", bytes.length - at);
  }

  IllegalStateException broken(String what) {
    return new IllegalStateException("log entry damaged at byte " + at + ": " + what);
  }

  private void need(int more) {
    Invariant.check(
        bytes.length - at >= more, "log entry cut short at byte %d of %d", at, bytes.length);
  }
}
