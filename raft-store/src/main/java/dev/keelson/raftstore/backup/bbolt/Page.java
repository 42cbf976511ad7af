package dev.keelson.raftstore.backup.bbolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A page as it lies in the file (or inside a bucket's value), whose elements are checked against
 * its bounds as they are read. Everything throws {@link BadBoltFile}.
 */
final class Page {
  private final MemorySegment bytes;
  private final long fileOffset;
  private final long id;
  private final int flags;
  private final int count;
  private final int overflow;

  /** {@code bytes}: of this page with its overflow; {@code id}: by which it was asked for. */
  private Page(MemorySegment bytes, long fileOffset, long id, boolean inline) {
    this.bytes = bytes;
    this.fileOffset = fileOffset;
    this.id = id;
    this.flags = Short.toUnsignedInt(bytes.get(Format.SHORT_LE, Format.FLAGS_AT));
    this.count = Short.toUnsignedInt(bytes.get(Format.SHORT_LE, Format.COUNT_AT));
    this.overflow = inline ? 0 : bytes.get(Format.INT_LE, Format.OVERFLOW_AT);
  }

  /** Page {@code id} of the file {@code all}, which has {@code pages} pages. */
  static Page of(MemorySegment all, int pageSize, long pages, long id) throws BadBoltFile {
    if (id < 2 || id >= pages) {
      throw new BadBoltFile("page %d is out of bounds: the file has %d".formatted(id, pages));
    }
    long at = id * pageSize;
    long named = all.get(Format.LONG_LE, at);
    long more = Integer.toUnsignedLong(all.get(Format.INT_LE, at + Format.OVERFLOW_AT));
    if (named != id) {
      throw new BadBoltFile("page %d says it is page %d: it was overwritten".formatted(id, named));
    }
    if (more >= pages - id) {
      throw new BadBoltFile(
          "page %d overflows into %d more, the file has %d".formatted(id, more, pages));
    }
    return new Page(all.asSlice(at, (1 + more) * pageSize), at, id, false);
  }

  /** The page that a small bucket holds in its value. */
  static Page inline(MemorySegment bytes, long fileOffset, long holder) throws BadBoltFile {
    if (bytes.byteSize() < Format.PAGE_HEADER) {
      throw new BadBoltFile("page %d holds a bucket that is cut short".formatted(holder));
    }
    return new Page(bytes, fileOffset, holder, true);
  }

  long id() {
    return id;
  }

  int overflow() {
    return overflow;
  }

  int count() {
    return count;
  }

  boolean isLeaf() {
    return flags == Format.LEAF;
  }

  boolean isBranch() {
    return flags == Format.BRANCH;
  }

  boolean isFreelist() {
    return flags == Format.FREELIST;
  }

  Page mustBeTree() throws BadBoltFile {
    if (!isLeaf() && !isBranch()) {
      throw new BadBoltFile("page %d has flags %x: no part of a tree".formatted(id, flags));
    }
    return this;
  }

  byte[] key(int index) throws BadBoltFile {
    long element = element(index);
    int at = isLeaf() ? 4 : 0;
    long position = unsigned(element + at);
    long length = unsigned(element + at + 4);
    if (length == 0 && isLeaf()) {
      throw new BadBoltFile("element %d of page %d has an empty key".formatted(index, id));
    }
    return copy(index, element + position, length);
  }

  /** Of a branch. */
  long child(int index) throws BadBoltFile {
    return bytes.get(Format.LONG_LE, element(index) + 8);
  }

  /** Of a leaf: whether the value is a bucket. */
  boolean isBucket(int index) throws BadBoltFile {
    return (bytes.get(Format.INT_LE, element(index)) & Format.BUCKET) != 0;
  }

  byte[] value(int index) throws BadBoltFile {
    return copy(index, valueAt(index), valueLength(index));
  }

  /** Of a leaf: bytes of the value. */
  int valueLength(int index) throws BadBoltFile {
    long element = element(index);
    long length = unsigned(element + 12);
    check(index, valueAt(index), length);
    return (int) length;
  }

  /** Of a leaf: where the value begins in the file. */
  long valueOffset(int index) throws BadBoltFile {
    return fileOffset + valueAt(index);
  }

  /** Of a leaf: the value where it lies. */
  MemorySegment valueInPlace(int index) throws BadBoltFile {
    return bytes.asSlice(valueAt(index), valueLength(index));
  }

  /** Number {@code index} of the freelist's pages, counted from 0. */
  long freePage(long index) throws BadBoltFile {
    long at = Format.PAGE_HEADER + 8 * index;
    check(0, at, 8);
    return bytes.get(Format.LONG_LE, at);
  }

  private long valueAt(int index) throws BadBoltFile {
    long element = element(index);
    return element + unsigned(element + 4) + unsigned(element + 8);
  }

  private long element(int index) throws BadBoltFile {
    long at = Format.PAGE_HEADER + (long) index * Format.ELEMENT;
    check(index, at, Format.ELEMENT);
    return at;
  }

  private long unsigned(long at) {
    return Integer.toUnsignedLong(bytes.get(Format.INT_LE, at));
  }

  private byte[] copy(int index, long at, long length) throws BadBoltFile {
    check(index, at, length);
    byte[] out = new byte[(int) length];
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, out, 0, out.length);
    return out;
  }

  private void check(int index, long at, long length) throws BadBoltFile {
    if (length > Integer.MAX_VALUE - 16 || at > bytes.byteSize() - length) {
      throw new BadBoltFile(
          "element %d of page %d reaches beyond the page: bytes %d to %d of %d"
              .formatted(index, id, at, at + length, bytes.byteSize()));
    }
  }
}
