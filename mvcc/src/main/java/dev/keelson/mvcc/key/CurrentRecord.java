package dev.keelson.mvcc.key;

import dev.keelson.mvcc.KeyValue;
import java.util.Arrays;

/**
 * Values of the CURRENT table: {@code varint(sub)} of the revision that put the pair, then the
 * encoded pair.
 */
public final class CurrentRecord {
  private CurrentRecord() {}

  public static byte[] encode(int sub, byte[] pair) {
    byte[] out = new byte[Varint.size(sub) + pair.length];
    int at = Varint.write(out, 0, sub);
    System.arraycopy(pair, 0, out, at, pair.length);
    return out;
  }

  public static int sub(byte[] stored) {
    return (int) Varint.read(stored, 0);
  }

  public static KeyValue pair(byte[] stored) {
    return KeyValue.decode(Arrays.copyOfRange(stored, Varint.size(sub(stored)), stored.length));
  }
}
