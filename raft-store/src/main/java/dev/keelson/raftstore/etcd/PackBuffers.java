package dev.keelson.raftstore.etcd;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Where gRPC takes the buffers of its messages. Its framer takes one of exactly the size of the
 * message that it was told of, and accepts no byte more than its buffers hold; a {@link FramePack}
 * writes more. So whoever sends a pack says here, on the same thread and just before, how large the
 * next buffer has to be.
 *
 * <p>Else it is the pooled allocator as gRPC sets it up for itself: chunks of 2 MiB.
 */
final class PackBuffers extends PooledByteBufAllocator {
  /** One for the process, as Netty's own, so that its pools are shared. */
  static final PackBuffers SHARED = new PackBuffers();

  private static final int CHUNK_ORDER = 8;

  private static final class Expected {
    int bytes;
  }

  private final FastThreadLocal<Expected> expected =
      new FastThreadLocal<>() {
        @Override
        protected Expected initialValue() {
          return new Expected();
        }
      };

  private PackBuffers() {
    super(
        true,
        defaultNumHeapArena(),
        defaultNumDirectArena(),
        defaultPageSize(),
        CHUNK_ORDER,
        defaultSmallCacheSize(),
        defaultNormalCacheSize(),
        defaultUseCacheForAllThreads());
  }

  /** The next buffer that this thread takes has room for {@code bytes}; 0 takes that back. */
  void expect(int bytes) {
    expected.get().bytes = bytes;
  }

  @Override
  public ByteBuf buffer(int initialCapacity, int maxCapacity) {
    Expected next = expected.get();
    int capacity = initialCapacity;
    if (next.bytes > capacity && initialCapacity == maxCapacity) {
      capacity = next.bytes;
      next.bytes = 0;
    }
    return super.buffer(capacity, Math.max(capacity, maxCapacity));
  }
}
