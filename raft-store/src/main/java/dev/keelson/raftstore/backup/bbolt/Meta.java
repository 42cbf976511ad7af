package dev.keelson.raftstore.backup.bbolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * What a file says of itself.
 *
 * @param pages high-water mark: pages of the file
 * @param freelist -1 = none is kept
 */
record Meta(int pageSize, long root, long freelist, long pages, long transaction) {

  /** The newest valid of the two. */
  static Meta of(MemorySegment file) throws BadBoltFile {
    Optional<Meta> first = at(file, 0);
    Optional<Meta> second = Optional.empty();
    if (first.isPresent()) {
      second = at(file, first.get().pageSize);
    } else {
      for (int size = Format.SMALLEST_PAGE;
          second.isEmpty() && size <= Format.LARGEST_PAGE;
          size *= 2) {
        int wanted = size;
        second = at(file, size).filter(meta -> meta.pageSize == wanted);
      }
    }
    if (first.isEmpty() && second.isEmpty()) {
      throw new BadBoltFile(
          "not a bbolt file, or its first pages are damaged: neither meta page is valid");
    }
    if (first.isEmpty() || second.isEmpty()) {
      return first.or(() -> Optional.empty()).orElseGet(second::get);
    }
    return first.get().transaction >= second.get().transaction ? first.get() : second.get();
  }

  private static Optional<Meta> at(MemorySegment file, long page) {
    long at = page + Format.PAGE_HEADER;
    if (file.byteSize() < at + Format.META_SUMMED + 8) {
      return Optional.empty();
    }
    byte[] bytes = file.asSlice(at, Format.META_SUMMED + 8).toArray(ValueLayout.JAVA_BYTE);
    int pageSize = (int) Format.INT.get(bytes, 8);
    boolean valid =
        (int) Format.INT.get(bytes, 0) == Format.MAGIC
            && (int) Format.INT.get(bytes, 4) == Format.VERSION
            && (long) Format.LONG.get(bytes, 56) == Format.checksum(bytes, 0, Format.META_SUMMED)
            && pageSize >= Format.SMALLEST_PAGE
            && pageSize <= Format.LARGEST_PAGE
            && Integer.bitCount(pageSize) == 1;
    return valid
        ? Optional.of(
            new Meta(
                pageSize,
                (long) Format.LONG.get(bytes, 16),
                (long) Format.LONG.get(bytes, 32),
                (long) Format.LONG.get(bytes, 40),
                (long) Format.LONG.get(bytes, 48)))
        : Optional.empty();
  }
}
