package dev.keelson.mvcc.key;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Invariant;

/**
 * The bytes of one pair: etcd's {@code mvccpb.KeyValue} as protobuf writes it, without the protobuf
 * library.
 */
public final class KeyValueLayout {
  private static final int KEY = 1 << 3 | 2;
  private static final int CREATE = 2 << 3;
  private static final int MOD = 3 << 3;
  private static final int VERSION = 4 << 3;
  private static final int VALUE = 5 << 3 | 2;
  private static final int LEASE = 6 << 3;

  private KeyValueLayout() {}

  /** Where things lie in an encoded pair. */
  public static final class Fields {
    public int keyOffset;
    public int keyLength;
    public int valueOffset;
    public int valueLength;
    public long createRevision;
    public long modRevision;
    public long version;
    public long lease;
  }

  public static byte[] encode(
      Bytes key, long createRevision, long modRevision, long version, Bytes value, long lease) {
    byte[] out =
        new byte
            [blobSize(key.size())
                + numberSize(createRevision)
                + numberSize(modRevision)
                + numberSize(version)
                + blobSize(value.size())
                + numberSize(lease)];
    int at = blob(out, 0, KEY, key.array());
    at = number(out, at, CREATE, createRevision);
    at = number(out, at, MOD, modRevision);
    at = number(out, at, VERSION, version);
    at = blob(out, at, VALUE, value.array());
    at = number(out, at, LEASE, lease);
    Invariant.check(at == out.length, "encoded %d bytes of %d", at, out.length);
    return out;
  }

  public static Fields parse(byte[] in) {
    Fields f = new Fields();
    int at = 0;
    while (at < in.length) {
      int tag = in[at++];
      long number = 0;
      int shift = 0;
      byte b;
      do {
        Invariant.check(at < in.length && shift < 64, "pair cut short at byte %d", at);
        b = in[at++];
        number |= (long) (b & 0x7f) << shift;
        shift += 7;
      } while (b < 0);
      switch (tag) {
        case KEY -> {
          f.keyOffset = at;
          f.keyLength = (int) number;
          at += f.keyLength;
        }
        case VALUE -> {
          f.valueOffset = at;
          f.valueLength = (int) number;
          at += f.valueLength;
        }
        case CREATE -> f.createRevision = number;
        case MOD -> f.modRevision = number;
        case VERSION -> f.version = number;
        case LEASE -> f.lease = number;
        default -> Invariant.check(false, "pair with unknown tag %d at byte %d", tag, at);
      }
    }
    Invariant.check(
        at == in.length && f.keyLength >= 0 && f.valueLength >= 0,
        "pair of %d bytes ends at %d",
        in.length,
        at);
    return f;
  }

  private static int blobSize(int length) {
    return length == 0 ? 0 : 1 + Varint.size(length) + length;
  }

  private static int numberSize(long number) {
    return number == 0 ? 0 : 1 + Varint.size(number);
  }

  private static int blob(byte[] out, int at, int tag, byte[] bytes) {
    if (bytes.length == 0) {
      return at;
    }
    out[at++] = (byte) tag;
    at = Varint.write(out, at, bytes.length);
    System.arraycopy(bytes, 0, out, at, bytes.length);
    return at + bytes.length;
  }

  private static int number(byte[] out, int at, int tag, long number) {
    if (number == 0) {
      return at;
    }
    out[at++] = (byte) tag;
    return Varint.write(out, at, number);
  }
}
