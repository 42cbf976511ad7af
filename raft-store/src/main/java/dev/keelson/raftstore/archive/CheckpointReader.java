package dev.keelson.raftstore.archive;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.copy.StoreContent;
import dev.keelson.mvcc.lease.LeaseRecord;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what {@link CheckpointWriter} wrote. Records are handed on in the same form, for {@link
 * SpooledRecords}, since a loader wants them twice and an object is read once.
 */
final class CheckpointReader {
  private static final int MOST = 1 << 30;

  private final ObjectInput object;
  private final DataInputStream in;

  CheckpointReader(ObjectInput object) {
    this.object = object;
    this.in = new DataInputStream(object);
  }

  /** What is held beside the records; first. */
  StoreContent content() throws IOException {
    try {
      LogPosition position = new LogPosition(in.readLong(), in.readLong());
      long head = in.readLong();
      long floor = in.readLong();
      long compacted = in.readLong();
      List<LeaseRecord> leases = new ArrayList<>();
      for (int left = count(); left > 0; left--) {
        leases.add(new LeaseRecord(in.readLong(), in.readLong(), in.readLong()));
      }
      List<Alarm> alarms = new ArrayList<>();
      for (int left = count(); left > 0; left--) {
        alarms.add(new Alarm(in.readLong(), Alarm.Kind.of(in.readByte())));
      }
      Map<Bytes, Bytes> facts = new HashMap<>();
      for (int left = count(); left > 0; left--) {
        facts.put(blob(), blob());
      }
      return new StoreContent(position, head, floor, compacted, leases, alarms, facts);
    } catch (EOFException e) {
      throw object.damaged("it ends too early");
    } catch (IllegalArgumentException e) {
      throw object.damaged(String.valueOf(e.getMessage()));
    }
  }

  /** Reads the rest and writes it to {@code to}; the number of records. All was verified then. */
  long records(OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    long count = 0;
    try {
      while (true) {
        int length = in.readUnsignedByte();
        out.writeByte(length);
        if (length == 0) {
          break;
        }
        out.write(in.readNBytes(length));
        int size = count();
        out.writeInt(size);
        out.write(bytes(size));
        count++;
      }
      if (in.readLong() != count) {
        throw object.damaged("records are missing");
      }
    } catch (EOFException e) {
      throw object.damaged("it ends too early");
    }
    object.finish();
    out.flush();
    return count;
  }

  private int count() throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MOST) {
      throw object.damaged("a length of " + count);
    }
    return count;
  }

  private Bytes blob() throws IOException {
    return Bytes.wrap(bytes(count()));
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }
}
