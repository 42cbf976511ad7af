package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.server.BodyStream;
import dev.keelson.apiserver.server.BodyStream.Next;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What is written to a connection in one go.
 *
 * @param bytes the receiver's to release
 */
record Batch(ByteBuf bytes, Then then) {
  /** What is about enough. One piece of a body may be larger: it is not cut. */
  static final int BYTES = 64 * 1024;

  /** Pieces smaller than this are cheaper to copy than to keep a component of a buffer for. */
  private static final int WORTH_SHARING = 8 * 1024;

  enum Then {
    /** There may be more at once. */
    MORE,
    /** The body's waker tells. */
    WAIT,
    END
  }

  /** Never blocks. */
  static Batch pull(BodyStream body, ByteBufAllocator allocator) {
    List<ByteBuffer> pieces = new ArrayList<>();
    long size = 0;
    Then then = Then.MORE;
    while (then == Then.MORE && size < BYTES) {
      switch (body.poll()) {
        case Next.Bytes(List<ByteBuffer> more) -> {
          for (ByteBuffer piece : more) {
            size += piece.remaining();
            pieces.add(piece);
          }
        }
        case Next.Nothing() -> then = Then.WAIT;
        case Next.End() -> then = Then.END;
      }
    }
    return new Batch(together(pieces, allocator), then);
  }

  /** Shares the pieces, or copies them where they are small and many. */
  static ByteBuf together(List<ByteBuffer> pieces, ByteBufAllocator allocator) {
    return switch (pieces.size()) {
      case 0 -> Unpooled.EMPTY_BUFFER;
      case 1 -> Unpooled.wrappedBuffer(pieces.getFirst().duplicate());
      default -> many(pieces, allocator);
    };
  }

  private static ByteBuf many(List<ByteBuffer> pieces, ByteBufAllocator allocator) {
    long size = 0;
    for (ByteBuffer piece : pieces) {
      size += piece.remaining();
    }
    if (size / pieces.size() < WORTH_SHARING) {
      ByteBuf copy = allocator.buffer(Math.toIntExact(size));
      for (ByteBuffer piece : pieces) {
        copy.writeBytes(piece.duplicate());
      }
      return copy;
    }
    CompositeByteBuf shared = allocator.compositeBuffer(Integer.MAX_VALUE);
    for (ByteBuffer piece : pieces) {
      shared.addComponent(true, Unpooled.wrappedBuffer(piece.duplicate()));
    }
    return shared;
  }
}
