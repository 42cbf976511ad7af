package dev.keelson.mvcc.key;

/**
 * Protobuf's base-128 numbers: 7 bits a byte, low first, at most 10 bytes. Negative numbers take
 * all 10.
 */
public final class Varint {
  private Varint() {}

  public static int size(long number) {
    return number == 0 ? 1 : (70 - Long.numberOfLeadingZeros(number)) / 7;
  }

  /** Returns the offset after what was written. */
  public static int write(byte[] out, int at, long number) {
    while ((number & ~0x7fL) != 0) {
      out[at++] = (byte) (number | 0x80);
      number >>>= 7;
    }
    out[at++] = (byte) number;
    return at;
  }

  /**
   * The number at {@code at}; {@link #size} of it says how long it was, for only the shortest form
   * is written.
   */
  public static long read(byte[] in, int at) {
    long number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = in[at++];
      number |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return number;
      }
    }
    throw new IllegalArgumentException("number of more than 10 bytes");
  }
}
