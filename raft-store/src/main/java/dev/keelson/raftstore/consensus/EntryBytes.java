package dev.keelson.raftstore.consensus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteOutput;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;

/** Bytes in and out of Ratis' shaded {@link ByteString} without copying where that can be. */
final class EntryBytes {
  private EntryBytes() {}

  /** The array must not change afterwards. */
  static ByteString wrap(byte[] bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  /**
   * The backing array when it is exactly the content, as it is for what protobuf has parsed; else a
   * copy.
   */
  static byte[] unwrap(ByteString bytes) {
    WholeArray whole = new WholeArray(bytes.size());
    try {
      UnsafeByteOperations.unsafeWriteTo(bytes, whole);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes of " + bytes.size(), e);
    }
    byte[] found = whole.found;
    return found != null ? found : bytes.toByteArray();
  }

  private static final class WholeArray extends ByteOutput {
    private final int size;
    private byte @Nullable [] found;

    WholeArray(int size) {
      this.size = size;
    }

    @Override
    public void writeLazy(byte[] value, int offset, int length) {
      if (offset == 0 && length == size && value.length == size) {
        found = value;
      }
    }

    @Override
    public void write(byte value) {}

    @Override
    public void write(byte[] value, int offset, int length) {}

    @Override
    public void write(ByteBuffer value) {}

    @Override
    public void writeLazy(ByteBuffer value) {}
  }
}
