package dev.keelson.raftstore.backup.bbolt;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Where finished pages go, in the order of their numbers: to a stream, or nowhere while a file is
 * only measured.
 */
final class PageOut {
  private final int pageSize;
  private final @Nullable OutputStream stream;
  private final byte[] padding;
  private long next;

  PageOut(int pageSize, @Nullable OutputStream stream) {
    this.pageSize = pageSize;
    this.stream = stream;
    this.padding = new byte[pageSize];
  }

  int pageSize() {
    return pageSize;
  }

  boolean isMeasuring() {
    return stream == null;
  }

  /** Number of the next page; the number of pages when all are written. */
  long next() {
    return next;
  }

  /** Pages beyond the first that {@code bytes} take. */
  int overflow(int bytes) {
    return (bytes - 1) / pageSize;
  }

  /** Writes a page of {@code length} bytes, padded to whole pages; {@code bytes} may be larger. */
  void write(byte[] bytes, int length) throws IOException {
    int pages = 1 + overflow(length);
    if (stream != null) {
      stream.write(bytes, 0, length);
      stream.write(padding, 0, pages * pageSize - length);
    }
    next += pages;
  }

  /** Counts a page of {@code length} bytes that is not written. */
  void skip(int length) {
    next += 1 + overflow(length);
  }
}
