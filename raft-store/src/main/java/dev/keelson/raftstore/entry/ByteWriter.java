package dev.keelson.raftstore.entry;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.key.Varint;
import java.util.Arrays;

/** A growing byte array, written front to back. */
final class ByteWriter {
  private byte[] bytes;
  private int at;

  ByteWriter(int capacity) {
    bytes = new byte[capacity];
  }

  void octet(int value) {
    room(1);
    bytes[at++] = (byte) value;
  }

  void flag(boolean value) {
    octet(value ? 1 : 0);
  }

  void fixed64(long value) {
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[at++] = (byte) (value >>> shift);
    }
  }

  void number(long value) {
    room(10);
    at = Varint.write(bytes, at, value);
  }

  void blob(Bytes value) {
    number(value.size());
    room(value.size());
    System.arraycopy(value.array(), 0, bytes, at, value.size());
    at += value.size();
  }

  void range(KeyRange range) {
    blob(range.start());
    blob(range.end());
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, at);
  }

  private void room(int more) {
    if (bytes.length - at < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + more));
    }
  }
}
