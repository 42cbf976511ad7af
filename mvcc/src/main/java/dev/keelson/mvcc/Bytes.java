package dev.keelson.mvcc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable byte string, ordered as etcd orders keys: unsigned, byte by byte, a prefix before
 * its extensions.
 *
 * <p>{@link #wrap} and {@link #array} share the array instead of copying it, because every key and
 * value of every request goes through here. Whoever wraps an array gives it away; whoever takes one
 * must not write to it.
 */
public final class Bytes implements Comparable<Bytes> {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  /**
   * etcd's spelling of "no upper bound" in a range end, and of "from the first key" in a range
   * start.
   */
  public static final Bytes ZERO = new Bytes(new byte[] {0});

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Bytes wrap(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes);
  }

  public static Bytes of(String utf8) {
    return wrap(utf8.getBytes(StandardCharsets.UTF_8));
  }

  /** The backing array, shared: read it, do not write it. */
  public byte[] array() {
    return bytes;
  }

  public int size() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  public boolean isZero() {
    return bytes.length == 1 && bytes[0] == 0;
  }

  /** The smallest byte string greater than this one: this one followed by a zero byte. */
  public Bytes next() {
    return new Bytes(Arrays.copyOf(bytes, bytes.length + 1));
  }

  /**
   * The end of the range of all keys that start with this one: last byte plus one, with carry.
   * {@link #ZERO} ("no upper bound") where every byte is 0xff. Source: etcd clientv3 {@code
   * GetPrefixRangeEnd}.
   */
  public Bytes prefixEnd() {
    for (int i = bytes.length - 1; i >= 0; i--) {
      if (bytes[i] != (byte) 0xff) {
        byte[] end = Arrays.copyOf(bytes, i + 1);
        end[i]++;
        return new Bytes(end);
      }
    }
    return ZERO;
  }

  public boolean startsWith(Bytes prefix) {
    return bytes.length >= prefix.bytes.length
        && Arrays.mismatch(bytes, 0, prefix.bytes.length, prefix.bytes, 0, prefix.bytes.length) < 0;
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  public String utf8() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Printable where it is ASCII, hexadecimal otherwise: for messages and tests, never parsed. */
  @Override
  public String toString() {
    for (byte b : bytes) {
      if (b < 0x20 || b > 0x7e) {
        return "0x" + HexFormat.of().formatHex(bytes);
      }
    }
    return utf8();
  }
}
