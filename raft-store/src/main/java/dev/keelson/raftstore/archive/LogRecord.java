package dev.keelson.raftstore.archive;

import dev.keelson.mvcc.LogPosition;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;

/**
 * One entry of the log, with where the store stood after it: index, term, time and revision (8
 * bytes each), length (4 bytes), bytes. Of an entry of the log's own there are none.
 */
public record LogRecord(Stamp stamp, byte[] entry) {
  static final int OVERHEAD = 4 * Long.BYTES + Integer.BYTES;

  /** Entries have 8 MiB. */
  private static final int MOST = 64 << 20;

  public long index() {
    return stamp.index();
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(stamp.index());
    out.writeLong(stamp.position().term());
    out.writeLong(stamp.millis());
    out.writeLong(stamp.revision());
    out.writeInt(entry.length);
    out.write(entry);
  }

  /** Empty at the end. */
  static Optional<LogRecord> read(DataInputStream in, ObjectInput object) throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    try {
      long index = (long) first << 56;
      for (int shift = 48; shift >= 0; shift -= 8) {
        index |= (long) in.readUnsignedByte() << shift;
      }
      long term = in.readLong();
      long millis = in.readLong();
      long revision = in.readLong();
      int length = in.readInt();
      if (length < 0 || length > MOST) {
        throw object.damaged("entry " + index + " has " + length + " bytes");
      }
      byte[] entry = new byte[length];
      in.readFully(entry);
      return Optional.of(
          new LogRecord(new Stamp(new LogPosition(term, index), revision, millis), entry));
    } catch (EOFException e) {
      throw new BadArchive(object.header().name() + " ends within an entry", e);
    }
  }
}
