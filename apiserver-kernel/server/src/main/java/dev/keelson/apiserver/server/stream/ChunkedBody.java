package dev.keelson.apiserver.server.stream;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body in chunks (RFC 9112, 7.1); trailers are dropped. */
final class ChunkedBody extends InputStream {
  /** Of a chunk's size line with its extensions, and of all trailers. Unit: bytes. */
  private static final int MOST_LINE = 16 * 1024;

  private static final int CHUNKS_TO_COME = -1;
  private static final int OVER = -2;

  private final InputStream in;

  /** Of the current chunk. */
  private long left = CHUNKS_TO_COME;

  ChunkedBody(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (left == CHUNKS_TO_COME) {
      begin();
    }
    if (left == OVER) {
      return -1;
    }
    int read = in.read(bytes, offset, (int) Math.min(length, left));
    if (read < 0) {
      throw new EOFException("unexpected EOF");
    }
    left -= read;
    if (left == 0) {
      NodeAnswer.line(in, new int[] {2});
      left = CHUNKS_TO_COME;
    }
    return read;
  }

  private void begin() throws IOException {
    int[] most = {MOST_LINE};
    String size = NodeAnswer.line(in, most).split(";", 2)[0].strip();
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw new IOException("malformed chunked encoding");
    }
    left = Long.parseLong(size, 16);
    if (left == 0) {
      while (!NodeAnswer.line(in, most).isEmpty()) {
        // a trailer
      }
      left = OVER;
    }
  }
}
