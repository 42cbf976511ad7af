package dev.keelson.benchmarks.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The number that the fan-out case writes into the first eight bytes of a value, big endian. */
public final class Stamp {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Stamp() {}

  /** Writes {@code number} over the first eight bytes of {@code value}. */
  public static void write(byte[] value, long number) {
    LONG.set(value, 0, number);
  }

  static long read(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset);
  }
}
