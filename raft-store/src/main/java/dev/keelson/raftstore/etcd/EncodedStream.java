package dev.keelson.raftstore.etcd;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * How gRPC takes an {@link Encoded}: it asks for {@link #available} to write the frame header, then
 * drains. Reading byte by byte works too (a transport without sockets does that) and costs a copy.
 */
final class EncodedStream extends InputStream implements KnownLength, Drainable {
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
    message.drainTo(target);
    return message.size();
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
