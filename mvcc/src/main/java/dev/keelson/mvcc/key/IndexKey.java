package dev.keelson.mvcc.key;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Invariant;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Keys of the INDEX table: {@code escape(key) main(8) sub(8)}, ordered by key, then by revision.
 * Escaping writes a zero byte as {@code 00 FF} and ends the key with {@code 00 01}, so no key is a
 * prefix of another and their order stays.
 */
public final class IndexKey {
  public static final byte[] PUT = {0};
  public static final byte[] TOMBSTONE = {1};

  private static final int REVISION = 16;
  private static final int END = 2;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private IndexKey() {}

  public static byte[] of(byte[] key, long main, int sub) {
    byte[] out = escape(key, REVISION);
    LONG.set(out, out.length - REVISION, main);
    LONG.set(out, out.length - REVISION + 8, (long) sub);
    return out;
  }

  /** Sorts before every revision of {@code key}, after everything of every lesser key. */
  public static byte[] startOf(byte[] key) {
    return escape(key, 0);
  }

  /**
   * Sorts after every record of {@code key} up to revision {@code main}, before every later one.
   */
  public static byte[] after(byte[] key, long main) {
    byte[] out = escape(key, 8);
    LONG.set(out, out.length - 8, main + 1);
    return out;
  }

  public static long main(byte[] indexKey) {
    return (long) LONG.get(indexKey, indexKey.length - REVISION);
  }

  public static int sub(byte[] indexKey) {
    return (int) (long) LONG.get(indexKey, indexKey.length - 8);
  }

  public static boolean isTombstone(byte[] indexValue) {
    return indexValue[0] == TOMBSTONE[0];
  }

  /** Whether both are revisions of one key. */
  public static boolean sameKey(byte[] left, byte[] right) {
    return left.length == right.length
        && Arrays.equals(left, 0, left.length - REVISION, right, 0, right.length - REVISION);
  }

  public static Bytes key(byte[] indexKey) {
    int end = indexKey.length - REVISION - END;
    Invariant.check(end >= 0, "index key of %d bytes", indexKey.length);
    byte[] out = new byte[end];
    int length = 0;
    for (int i = 0; i < end; i++) {
      out[length++] = indexKey[i];
      if (indexKey[i] == 0) {
        i++;
      }
    }
    return Bytes.wrap(length == end ? out : Arrays.copyOf(out, length));
  }

  private static byte[] escape(byte[] key, int room) {
    int zeros = 0;
    for (byte b : key) {
      if (b == 0) {
        zeros++;
      }
    }
    byte[] out = new byte[key.length + zeros + END + room];
    if (zeros == 0) {
      System.arraycopy(key, 0, out, 0, key.length);
    } else {
      int at = 0;
      for (byte b : key) {
        out[at++] = b;
        if (b == 0) {
          out[at++] = (byte) 0xff;
        }
      }
    }
    out[key.length + zeros + 1] = 1;
    return out;
  }
}
