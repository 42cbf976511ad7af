package dev.keelson.apiserver.model.proto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes from the end towards the start, so that a length can be put before what it measures. */
final class Output {
  private byte[] bytes = new byte[1024];
  private int at = bytes.length;

  /** How much is written. */
  int size() {
    return bytes.length - at;
  }

  byte[] toBytes() {
    return Arrays.copyOfRange(bytes, at, bytes.length);
  }

  void copyTo(byte[] target, int from) {
    System.arraycopy(bytes, at, target, from, size());
  }

  private void reserve(int count) {
    if (count > at) {
      int size = size();
      int grown = Math.max(Math.multiplyExact(bytes.length, 2), Math.addExact(size, count));
      byte[] larger = new byte[grown];
      System.arraycopy(bytes, at, larger, grown - size, size);
      bytes = larger;
      at = grown - size;
    }
  }

  void tag(int number, int wireType) {
    varint((long) number << 3 | wireType);
  }

  void varint(long value) {
    if ((value & ~0x7FL) == 0) {
      reserve(1);
      bytes[--at] = (byte) value;
      return;
    }
    int length = (63 - Long.numberOfLeadingZeros(value)) / 7 + 1;
    reserve(length);
    at -= length;
    long rest = value;
    for (int i = 0; i < length - 1; i++) {
      bytes[at + i] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at + length - 1] = (byte) rest;
  }

  void fixed64(long value) {
    reserve(8);
    at -= 8;
    for (int i = 0; i < 8; i++) {
      bytes[at + i] = (byte) (value >>> 8 * i);
    }
  }

  void text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** With their length before them. */
  void bytes(byte[] content) {
    raw(content);
    varint(content.length);
  }

  void raw(byte[] content) {
    reserve(content.length);
    at -= content.length;
    System.arraycopy(content, 0, bytes, at, content.length);
  }

  /** The length of what was written since the size was {@code before}. */
  void lengthSince(int before) {
    varint(size() - before);
  }
}
