package dev.keelson.raftstore.backup.bbolt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes one B+tree from its sorted entries, bottom-up: a page goes out when it is full, and its
 * parent learns of it then. Memory: one page a level.
 */
final class TreeWriter {
  private final PageOut out;
  private final List<OpenPage> levels = new ArrayList<>();
  private byte[] last = {};
  private byte[] scratch;

  TreeWriter(PageOut out) {
    this.out = out;
    this.scratch = new byte[out.pageSize()];
    levels.add(new OpenPage(true, out.isMeasuring()));
  }

  /** {@code flags}: {@link Format#BUCKET} or 0. */
  void add(int flags, byte[] key, byte[] value, int from, int length) throws IOException {
    if (Arrays.compareUnsigned(last, key) >= 0) {
      throw new IllegalArgumentException(
          "key of %d bytes is not above the one before it".formatted(key.length));
    }
    last = key;
    OpenPage leaf = levels.getFirst();
    if (!leaf.hasRoom(key.length, length, out.pageSize())) {
      flush(0);
    }
    leaf.addEntry(flags, key, value, from, length);
  }

  /**
   * Ends the tree: what the entry of its bucket holds. A small tree, up to a quarter of a page, is
   * held there itself, as bbolt does.
   */
  byte[] finishBucket() throws IOException {
    OpenPage leaf = levels.getFirst();
    if (levels.size() == 1 && leaf.size() <= out.pageSize() / 4) {
      byte[] value = new byte[Format.BUCKET_HEADER + leaf.size()];
      if (!out.isMeasuring()) { // else the page knows its size alone
        byte[] page = leaf.encode(0, 0, scratch);
        System.arraycopy(page, 0, value, Format.BUCKET_HEADER, leaf.size());
      }
      return value;
    }
    byte[] value = new byte[Format.BUCKET_HEADER];
    Format.LONG.set(value, 0, finish());
    return value;
  }

  /** Ends the tree: number of its root page. */
  long finish() throws IOException {
    for (int level = 0; level < levels.size() - 1; level++) {
      if (!levels.get(level).isEmpty()) {
        flush(level);
      }
    }
    return write(levels.getLast());
  }

  private void flush(int level) throws IOException {
    OpenPage page = levels.get(level);
    byte[] firstKey = page.firstKey();
    long id = write(page);
    if (level + 1 == levels.size()) {
      levels.add(new OpenPage(false, out.isMeasuring()));
    }
    OpenPage parent = levels.get(level + 1);
    if (!parent.hasRoom(firstKey.length, 0, out.pageSize())) {
      flush(level + 1);
    }
    parent.addChild(firstKey, id);
  }

  private long write(OpenPage page) throws IOException {
    long id = out.next();
    if (out.isMeasuring()) {
      out.skip(page.size());
    } else {
      byte[] bytes = page.encode(id, out.overflow(page.size()), scratch);
      out.write(bytes, page.size());
    }
    page.clear();
    return id;
  }
}
