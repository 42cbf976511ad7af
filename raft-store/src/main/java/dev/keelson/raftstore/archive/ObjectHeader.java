package dev.keelson.raftstore.archive;

import dev.keelson.mvcc.LogPosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What every object of an archive begins with, never encrypted: {@code "KEELSARC"}, version (1
 * byte), length of the fields (2 bytes), the fields, CRC-32C of all that. Numbers are big-endian.
 *
 * @param cluster id of the cluster whose log it is; {@code member}: whose copy of it
 * @param run folder that it belongs to
 * @param first stamp of the first record of a segment; of a checkpoint the same as {@code last}
 * @param last stamp of the last record; of a checkpoint where it stands
 * @param previous SHA-256 of the segment before, as {@link ObjectOutput} gives it; zeros for the
 *     first of a run, and for checkpoints
 * @param check CRC-32C of the last entry, by which a member that applies it again knows it
 * @param sealing empty = not encrypted
 */
public record ObjectHeader(
    Kind kind,
    long cluster,
    long member,
    String run,
    Stamp first,
    Stamp last,
    byte[] previous,
    int check,
    Optional<Sealing> sealing) {

  /** Numbers are stored. */
  public enum Kind {
    CHECKPOINT(1),
    SEGMENT(2);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  /**
   * @param key id of the key
   * @param salt of the object, 16 bytes drawn at random
   */
  public record Sealing(String key, byte[] salt) {}

  static final int VERSION = 1;
  static final int DIGEST = 32;

  private static final byte[] MAGIC = {'K', 'E', 'E', 'L', 'S', 'A', 'R', 'C'};
  private static final int SALT = 16;

  byte[] encode() {
    ByteArrayOutputStream fields = new ByteArrayOutputStream(256);
    ByteArrayOutputStream all = new ByteArrayOutputStream(256);
    try {
      DataOutputStream out = new DataOutputStream(fields);
      out.writeByte(kind.number);
      out.writeLong(cluster);
      out.writeLong(member);
      out.writeUTF(run);
      write(out, first);
      write(out, last);
      out.write(previous);
      out.writeInt(check);
      out.writeBoolean(sealing.isPresent());
      if (sealing.isPresent()) {
        out.writeUTF(sealing.get().key);
        out.write(sealing.get().salt);
      }
      DataOutputStream whole = new DataOutputStream(all);
      whole.write(MAGIC);
      whole.writeByte(VERSION);
      whole.writeShort(fields.size());
      whole.write(fields.toByteArray());
      whole.writeInt(crc(all.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }

  private static void write(DataOutputStream out, Stamp stamp) throws IOException {
    out.writeLong(stamp.position().term());
    out.writeLong(stamp.position().index());
    out.writeLong(stamp.revision());
    out.writeLong(stamp.millis());
  }

  static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /** Reads the header off the front. Throws {@link BadArchive} naming the object. */
  static ObjectHeader read(InputStream in, String name) throws IOException {
    try {
      byte[] front = in.readNBytes(MAGIC.length + 3);
      if (front.length < MAGIC.length + 3
          || !Arrays.equals(front, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
        throw new BadArchive(name + " is cut short, or no object of an archive");
      }
      int length = (front[MAGIC.length + 1] & 0xff) << 8 | front[MAGIC.length + 2] & 0xff;
      byte[] rest = in.readNBytes(length + Integer.BYTES);
      if (rest.length < length + Integer.BYTES) {
        throw new BadArchive(name + " is cut short in its header");
      }
      byte[] all = Arrays.copyOf(front, front.length + length);
      System.arraycopy(rest, 0, all, front.length, length);
      DataInputStream check = new DataInputStream(new ByteArrayInputStream(rest, length, 4));
      if (check.readInt() != crc(all)) {
        throw new BadArchive(name + " has a damaged header");
      }
      if (front[MAGIC.length] != VERSION) {
        throw new BadArchive(
            "%s has version %d; this release knows %d"
                .formatted(name, front[MAGIC.length], VERSION));
      }
      return parse(new DataInputStream(new ByteArrayInputStream(rest, 0, length)), name);
    } catch (EOFException e) {
      throw new BadArchive(name + " has a damaged header", e);
    }
  }

  private static ObjectHeader parse(DataInputStream in, String name) throws IOException {
    int kind = in.readByte();
    if (kind != Kind.CHECKPOINT.number && kind != Kind.SEGMENT.number) {
      throw new BadArchive(name + " is of unknown kind " + kind);
    }
    long cluster = in.readLong();
    long member = in.readLong();
    String run = in.readUTF();
    Stamp first = stamp(in);
    Stamp last = stamp(in);
    byte[] previous = new byte[DIGEST];
    in.readFully(previous);
    int check = in.readInt();
    Optional<Sealing> sealing = Optional.empty();
    if (in.readBoolean()) {
      String key = in.readUTF();
      byte[] salt = new byte[SALT];
      in.readFully(salt);
      sealing = Optional.of(new Sealing(key, salt));
    }
    return new ObjectHeader(
        kind == Kind.CHECKPOINT.number ? Kind.CHECKPOINT : Kind.SEGMENT,
        cluster,
        member,
        run,
        first,
        last,
        previous,
        check,
        sealing);
  }

  private static Stamp stamp(DataInputStream in) throws IOException {
    return new Stamp(new LogPosition(in.readLong(), in.readLong()), in.readLong(), in.readLong());
  }

  /** The object's name: by the index of the entry that it begins with, or that comes next. */
  public String name() {
    return switch (kind) {
      case CHECKPOINT -> ObjectName.checkpoint(run, last.index() + 1);
      case SEGMENT -> ObjectName.segment(run, first.index());
    };
  }
}
