package dev.keelson.raftstore.backup.bbolt;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A bbolt file, mapped and read only, as its newest committed transaction has it. Bytes after its
 * last page (a hash) are not looked at. Any number of threads; close it after the last read.
 *
 * <p>What is read is checked as far as it leads from page to page, so a damaged file throws {@link
 * BadBoltFile}; that it is whole says only {@link BoltCheck}.
 */
public final class BoltFile implements AutoCloseable {
  private final Path path;
  private final Arena arena;
  private final MemorySegment file;
  private final Meta meta;

  private BoltFile(Path path, Arena arena, MemorySegment file, Meta meta) {
    this.path = path;
    this.arena = arena;
    this.file = file;
    this.meta = meta;
  }

  /** Throws {@link BadBoltFile} where it is none, or shorter than it says. */
  @SuppressWarnings("MustBeClosedChecker") // closed in close()
  public static BoltFile open(Path path) throws IOException {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, Files.size(path), arena);
      Meta meta = Meta.of(file);
      if (meta.pages() < 3 || meta.pages() > file.byteSize() / meta.pageSize()) {
        throw new BadBoltFile(
            "the file is cut short: it has %d bytes, its first page speaks of %d pages of %d"
                .formatted(file.byteSize(), meta.pages(), meta.pageSize()));
      }
      return new BoltFile(path, arena, file, meta);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  public Path path() {
    return path;
  }

  /** Bytes up to the last page in use. */
  public long size() {
    return meta.pages() * meta.pageSize();
  }

  Meta meta() {
    return meta;
  }

  Page page(long id) throws BadBoltFile {
    return Page.of(file, meta.pageSize(), meta.pages(), id);
  }

  /** Names of the buckets, ascending. */
  public List<byte[]> buckets() throws IOException {
    List<byte[]> names = new ArrayList<>();
    try (BoltCursor cursor = new BoltCursor(this, page(meta.root()))) {
      while (cursor.advance()) {
        if (cursor.isBucket()) {
          names.add(cursor.key());
        }
      }
    }
    return names;
  }

  /** The entries of a bucket, ascending; empty where there is no such bucket. */
  public Optional<BoltCursor> bucket(byte[] name) throws IOException {
    try (BoltCursor cursor = new BoltCursor(this, page(meta.root()))) {
      while (cursor.advance()) {
        if (cursor.isBucket() && java.util.Arrays.equals(cursor.key(), name)) {
          return Optional.of(new BoltCursor(this, cursor.bucketRoot()));
        }
      }
    }
    return Optional.empty();
  }

  /** As {@link #bucket}, without entries where there is no such bucket. */
  public BoltCursor entries(byte[] name) throws IOException {
    return bucket(name).orElseGet(() -> BoltCursor.empty(this));
  }

  /** Bytes at an offset that {@link BoltCursor#offset} told. */
  public byte[] read(long offset, int length) {
    byte[] out = new byte[length];
    MemorySegment.copy(file, ValueLayout.JAVA_BYTE, offset, out, 0, length);
    return out;
  }

  @Override
  public void close() {
    arena.close();
  }
}
