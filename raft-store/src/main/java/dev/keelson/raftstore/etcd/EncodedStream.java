package dev.keelson.raftstore.etcd;

import com.google.protobuf.CodedOutputStream;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * How gRPC takes an {@link Encoded}: it asks for {@link #available} to write the frame header, then drains. Reading byte
 * by byte works too (a transport without sockets does that) and costs a copy.
 */
final class EncodedStream extends InputStream implements KnownLength, Drainable {
  /** Up to here a message is written into one array first; larger ones go through a buffer of this size. */
  private static final int BUFFER_BYTES = 8 << 10;

  private final Encoded message;
  private @Nullable ByteArrayInputStream read;

  EncodedStream(Encoded message) {
    this.message = message;
  }

  @Override
  public int available() {
    return read != null ? read.available() : message.size();
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    if (message instanceof FramePack pack) {
      return pack.drainTo(target);
    }
    int size = message.size();
    if (size <= BUFFER_BYTES) {
      target.write(message.toBytes(), 0, size);
    } else {
      CodedOutputStream out = CodedOutputStream.newInstance(target, BUFFER_BYTES);
      message.writeTo(out);
      out.flush();
    }
    return size;
  }

  @Override
  public int read() {
    return reader().read();
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    return reader().read(target, offset, length);
  }

  private ByteArrayInputStream reader() {
    if (read == null) {
      read = new ByteArrayInputStream(message.toBytes());
    }
    return read;
  }
}
