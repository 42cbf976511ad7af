package dev.keelson.mvcc.engine;

import dev.keelson.mvcc.Invariant;

/**
 * What may be chosen about a {@link RocksEngine}; everything else is fixed in {@link RocksTuning}.
 *
 * @param cacheBytes native memory for blocks read and for changes not yet flushed, together: the
 *     bound of what the engine takes, give or take a tenth. 16 MiB to 64 GiB.
 * @param writeBufferBytes part of it that changes not yet flushed may take; when it is full they
 *     are flushed. More means fewer, larger flushes, and more log to replay after a crash. 4 MiB up
 *     to half of {@code cacheBytes}.
 * @param backgroundThreads threads that flush and compact, at least 2, so that a compaction never
 *     holds up a flush.
 */
public record RocksOptions(long cacheBytes, long writeBufferBytes, int backgroundThreads) {
  private static final long MIB = 1 << 20;

  public RocksOptions {
    Invariant.check(
        cacheBytes >= 16 * MIB && cacheBytes <= 65_536 * MIB, "cache of %d bytes", cacheBytes);
    Invariant.check(
        writeBufferBytes >= 4 * MIB && writeBufferBytes <= cacheBytes / 2,
        "write buffers of %d bytes in a cache of %d",
        writeBufferBytes,
        cacheBytes);
    Invariant.check(backgroundThreads >= 2, "%d background threads", backgroundThreads);
  }

  /**
   * For a machine of two cores that is shared with the apiserver: 384 MiB, of which 128 MiB are
   * write buffers.
   */
  public static RocksOptions defaults() {
    return new RocksOptions(384 * MIB, 128 * MIB, 2);
  }

  /**
   * As {@link #defaults}, and less where there is less: three eighths of a heap of {@code
   * heapBytes}, at least 32 MiB. A member in a container is given its heap by the container's
   * limit.
   */
  public static RocksOptions beside(long heapBytes) {
    long cache = Math.clamp(heapBytes / 8 * 3, 32 * MIB, defaults().cacheBytes());
    return new RocksOptions(cache, Math.max(8 * MIB, cache / 3), 2);
  }

  /** For tests and for many members in one process: 32 MiB, of which 8 MiB are write buffers. */
  public static RocksOptions small() {
    return new RocksOptions(32 * MIB, 8 * MIB, 2);
  }
}
