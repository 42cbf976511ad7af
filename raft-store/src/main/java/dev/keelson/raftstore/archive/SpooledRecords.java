package dev.keelson.raftstore.archive;

import dev.keelson.mvcc.copy.RecordSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The records of a checkpoint in a file of their own, mapped; see {@link CheckpointWriter}. */
final class SpooledRecords implements RecordSource, AutoCloseable {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Arena arena = Arena.ofShared();
  private final MemorySegment file;

  SpooledRecords(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  @Override
  public Placed open() {
    return new Walk();
  }

  @Override
  public byte[] read(long place, int length) {
    return file.asSlice(place, length).toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public void close() {
    arena.close();
  }

  private final class Walk implements Placed {
    private long at;
    private byte[] key = {};
    private byte[] value = {};
    private long place;

    @Override
    public boolean next() {
      int length = file.get(ValueLayout.JAVA_BYTE, at);
      if (length == 0) {
        return false;
      }
      key = read(at + 1, length);
      int size = file.get(INT, at + 1 + length);
      place = at + 1 + length + Integer.BYTES;
      value = read(place, size);
      at = place + size;
      return true;
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public byte[] value() {
      return value;
    }

    @Override
    public int valueOffset() {
      return 0;
    }

    @Override
    public int valueLength() {
      return value.length;
    }

    @Override
    public long place() {
      return place;
    }

    @Override
    public void close() {}
  }
}
