package dev.keelson.raftstore.backup.bbolt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/** Walks the leaves of one tree from the first key on. One thread. */
public final class BoltCursor implements Entries {
  /** A tree of more levels holds more keys than there are bytes; a damaged one may be a ring. */
  static final int MOST_LEVELS = 32;

  private final BoltFile file;
  private final Deque<Position> stack = new ArrayDeque<>();

  private static final class Position {
    final Page page;
    int index = -1;

    Position(Page page) {
      this.page = page;
    }
  }

  BoltCursor(BoltFile file, Page root) throws BadBoltFile {
    this.file = file;
    stack.push(new Position(root.mustBeTree()));
  }

  private BoltCursor(BoltFile file) {
    this.file = file;
  }

  /** Of a bucket that is not there. */
  static BoltCursor empty(BoltFile file) {
    return new BoltCursor(file);
  }

  /** Moves to the next entry; false after the last. */
  public boolean advance() throws IOException {
    while (!stack.isEmpty()) {
      Position here = stack.element();
      here.index++;
      if (here.index >= here.page.count()) {
        stack.pop();
      } else if (here.page.isLeaf()) {
        return true;
      } else if (stack.size() < MOST_LEVELS) {
        stack.push(new Position(file.page(here.page.child(here.index)).mustBeTree()));
      } else {
        throw new BadBoltFile(
            "page %d is more than %d levels deep".formatted(here.page.id(), MOST_LEVELS));
      }
    }
    return false;
  }

  /** As {@link #advance}; a damaged file throws UncheckedIOException. */
  @Override
  public boolean next() {
    return unchecked(this::advance);
  }

  @Override
  public byte[] key() {
    Position here = here();
    return unchecked(() -> here.page.key(here.index));
  }

  @Override
  public byte[] value() {
    Position here = here();
    return unchecked(() -> here.page.value(here.index));
  }

  @Override
  public int valueLength() {
    Position here = here();
    return unchecked(() -> here.page.valueLength(here.index));
  }

  /** Where the value lies in the file, for {@link BoltFile#read}. */
  public long offset() {
    Position here = here();
    return unchecked(() -> here.page.valueOffset(here.index));
  }

  boolean isBucket() throws BadBoltFile {
    return here().page.isBucket(here().index);
  }

  /** Root of the bucket that the entry is. */
  Page bucketRoot() throws BadBoltFile {
    Position here = here();
    return bucketRoot(file, here.page, here.index);
  }

  static Page bucketRoot(BoltFile file, Page page, int index) throws BadBoltFile {
    MemorySegment value = page.valueInPlace(index);
    if (value.byteSize() < Format.BUCKET_HEADER) {
      throw new BadBoltFile("page %d holds a bucket that is cut short".formatted(page.id()));
    }
    long root = value.get(Format.LONG_LE, 0);
    return root == 0
        ? Page.inline(
            value.asSlice(Format.BUCKET_HEADER),
            page.valueOffset(index) + Format.BUCKET_HEADER,
            page.id())
        : file.page(root);
  }

  private Position here() {
    if (stack.isEmpty()) {
      throw new IllegalStateException("cursor read where it has no entry");
    }
    return stack.element();
  }

  private interface Read<T> {
    T run() throws IOException;
  }

  private static <T> T unchecked(Read<T> read) {
    try {
      return read.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {}
}
