package dev.keelson.raftstore.backup;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.keelson.mvcc.Bytes;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads the write-ahead log of a real etcd, as far as to say whether its state has all of it. A log
 * is files of frames: 8 bytes, little-endian, of which the lower 56 bits are the length of a record
 * and the upper ones its padding; then the record, {@code walpb.Record}. Source: etcd {@code
 * server/storage/wal/decoder.go}.
 */
public final class EtcdWal {
  private static final int ENTRY = 2;
  private static final int STATE = 3;
  private static final long MOST_RECORD = 1 << 30;

  /** Fields of an internal request that change what a store holds: put to lease checkpoint. */
  private static final int FIRST_CHANGE = 4;

  private static final int LAST_CHANGE = 11;

  /** ... and those of authentication. */
  private static final int FIRST_AUTH = 1000;

  private static final int LAST_AUTH = 1299;

  /** Of a request of the v2 interface, which is logged bare; an internal request has a message. */
  private static final int METHOD = 2;

  private static final Set<String> METHODS =
      Set.of("PUT", "POST", "DELETE", "QGET", "GET", "HEAD", "SYNC");

  private final long applied;
  private final TreeMap<Long, Boolean> later = new TreeMap<>();
  private long committed;

  private EtcdWal(long applied) {
    this.applied = applied;
  }

  /**
   * What a log has that a state does not.
   *
   * @param last index of the last entry of the log
   * @param hasChanges whether one of the missing entries, or an unknown one, changes the store; an
   *     election or a member's new address does not
   */
  public record Lag(long last, boolean hasChanges) {}

  /**
   * {@code applied}: index of the last entry in the state. Reads all files in {@code directory}.
   */
  public static Lag lag(Path directory, long applied) throws IOException {
    EtcdWal wal = new EtcdWal(applied);
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(f -> f.getFileName().toString().endsWith(".wal")).sorted().toList();
    }
    for (Path file : files) {
      wal.read(file);
    }
    // A single member has acknowledged what is in its log, even where the log does not yet say that
    // it
    // is committed: that is noted with the entry after it.
    long last = wal.later.isEmpty() ? wal.committed : Math.max(wal.committed, wal.later.lastKey());
    boolean changes = applied > last;
    for (long index = applied + 1; index <= last && !changes; index++) {
      changes = wal.later.getOrDefault(index, true);
    }
    return new Lag(last, changes);
  }

  private void read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      while (true) {
        long frame = Long.reverseBytes(in.readLong());
        long length = frame & 0x00ff_ffff_ffff_ffffL;
        long padding = frame < 0 ? frame >>> 56 & 7 : 0;
        if (length == 0 || length > MOST_RECORD) {
          return; // what follows was reserved and never written
        }
        byte[] record = new byte[(int) length];
        in.readFully(record);
        in.skipNBytes(padding);
        take(record);
      }
    } catch (EOFException _) {
      // the end, or a record that was never finished
    }
  }

  private void take(byte[] record) throws IOException {
    Fields fields = Fields.of(record);
    switch ((int) fields.numbers[1]) {
      case STATE -> committed = Math.max(committed, Fields.of(fields.bytes).numbers[3]);
      case ENTRY -> {
        Fields entry = Fields.of(fields.bytes);
        long index = entry.numbers[3];
        if (index > applied) {
          later.tailMap(index, true).clear(); // a new leader replaces what followed
          later.put(index, entry.numbers[1] == 0 && changes(entry.bytes));
        }
      }
      default -> {}
    }
  }

  private static boolean changes(byte[] request) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(request);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field == METHOD) {
        if (METHODS.contains(Bytes.wrap(in.readByteArray()).utf8())) {
          return false; // of the v2 interface, by which older ones tell members' names
        }
        continue;
      }
      if (field >= FIRST_CHANGE && field <= LAST_CHANGE
          || field >= FIRST_AUTH && field <= LAST_AUTH) {
        return true;
      }
      in.skipField(tag);
    }
    return false;
  }

  /** The first fields of a message: numbers, and the last of its byte strings. */
  private record Fields(long[] numbers, byte[] bytes) {
    static Fields of(byte[] message) throws IOException {
      long[] numbers = new long[5];
      byte[] bytes = {};
      CodedInputStream in = CodedInputStream.newInstance(message);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        int field = WireFormat.getTagFieldNumber(tag);
        switch (WireFormat.getTagWireType(tag)) {
          case WireFormat.WIRETYPE_VARINT -> {
            long number = in.readUInt64();
            if (field < numbers.length) {
              numbers[field] = number;
            }
          }
          case WireFormat.WIRETYPE_LENGTH_DELIMITED -> bytes = in.readByteArray();
          default -> in.skipField(tag);
        }
      }
      return new Fields(numbers, bytes);
    }
  }
}
