package dev.keelson.benchmarks.load;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Random bytes, which no engine can compress. Slices of one pool: making 1 KiB of random bytes for
 * each call would cost the client as much as sending it, and equal slices are too rare for a block
 * compressor to find.
 */
public final class Values {
  private static final int POOL_BYTES = 8 << 20;

  private final byte[] pool;
  private final int size;

  /** Values of {@code size} bytes, at most 1 MiB; the same {@code seed} makes the same pool. */
  public Values(int size, long seed) {
    if (size < 0 || size > 1 << 20) {
      throw new IllegalArgumentException("value size " + size + " is not within 0 and 1 MiB");
    }
    this.pool = new byte[POOL_BYTES];
    this.size = size;
    new SplittableRandom(seed).nextBytes(pool);
  }

  /** Length of every value, in bytes. */
  public int size() {
    return size;
  }

  /** A fresh copy of the next value. Any thread. */
  public byte[] next() {
    int from = ThreadLocalRandom.current().nextInt(POOL_BYTES - size);
    return Arrays.copyOfRange(pool, from, from + size);
  }
}
