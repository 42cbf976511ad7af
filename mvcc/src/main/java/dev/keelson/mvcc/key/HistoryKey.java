package dev.keelson.mvcc.key;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Keys of the HISTORY table: 17 bytes {@code main(8) '_' sub(8)}, and a trailing {@code 't'} for a
 * tombstone. Exactly the keys of etcd's bucket "key", because HashKV and the snapshot file contain
 * them. Source: etcd {@code server/storage/mvcc/revision.go}.
 */
public final class HistoryKey {
  public static final int PUT_LENGTH = 17;
  public static final int TOMBSTONE_LENGTH = 18;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private HistoryKey() {}

  public static byte[] put(long main, int sub) {
    return write(new byte[PUT_LENGTH], main, sub);
  }

  public static byte[] tombstone(long main, int sub) {
    byte[] key = write(new byte[TOMBSTONE_LENGTH], main, sub);
    key[PUT_LENGTH] = 't';
    return key;
  }

  /** Sorts before every record of revision {@code main}, after every older one. */
  public static byte[] startOf(long main) {
    byte[] key = new byte[8];
    LONG.set(key, 0, main);
    return key;
  }

  public static long main(byte[] key) {
    return (long) LONG.get(key, 0);
  }

  public static int sub(byte[] key) {
    return (int) (long) LONG.get(key, 9);
  }

  public static boolean isTombstone(byte[] key) {
    return key.length == TOMBSTONE_LENGTH;
  }

  private static byte[] write(byte[] key, long main, int sub) {
    LONG.set(key, 0, main);
    key[8] = '_';
    LONG.set(key, 9, (long) sub);
    return key;
  }
}
