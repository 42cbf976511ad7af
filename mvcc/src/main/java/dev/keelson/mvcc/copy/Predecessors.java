package dev.keelson.mvcc.copy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * For each record by its number, the put that it supersedes. In a mapped file, because it is filled
 * in the order of keys and read in the order of revisions: 16 bytes a record.
 */
final class Predecessors implements AutoCloseable {
  private static final int ENTRY = 16;

  private final Path path;
  private final Arena arena;
  private final MemorySegment entries;

  /** Zeros at first: nothing is superseded. */
  @SuppressWarnings("MustBeClosedChecker") // closed in close()
  Predecessors(Path path, long records) throws IOException {
    this.path = path;
    this.arena = Arena.ofShared();
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      this.entries =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, Math.multiplyExact(records, ENTRY), arena);
    } catch (IOException e) {
      arena.close();
      throw e;
    }
  }

  void set(long ordinal, long main, int sub, int size) {
    entries.set(ValueLayout.JAVA_LONG, ordinal * ENTRY, main);
    entries.set(ValueLayout.JAVA_INT, ordinal * ENTRY + 8, sub);
    entries.set(ValueLayout.JAVA_INT, ordinal * ENTRY + 12, size);
  }

  /** 0 = none. */
  long main(long ordinal) {
    return entries.get(ValueLayout.JAVA_LONG, ordinal * ENTRY);
  }

  int sub(long ordinal) {
    return entries.get(ValueLayout.JAVA_INT, ordinal * ENTRY + 8);
  }

  int size(long ordinal) {
    return entries.get(ValueLayout.JAVA_INT, ordinal * ENTRY + 12);
  }

  @Override
  public void close() throws IOException {
    arena.close();
    Files.deleteIfExists(path);
  }
}
