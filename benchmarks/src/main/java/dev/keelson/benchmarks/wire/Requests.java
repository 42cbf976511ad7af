package dev.keelson.benchmarks.wire;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Encodes etcd v3 requests straight into exactly sized arrays: no message objects, no copies beyond
 * the one into the request.
 */
public final class Requests {
  private static final int COMPARE_TARGET_MOD = 2;

  private Requests() {}

  /**
   * A {@code RangeRequest}; an empty {@code rangeEnd} asks for one key, {@code limit} 0 for no
   * limit.
   */
  public record Range(
      byte[] key, byte[] rangeEnd, long limit, boolean serializable, boolean countOnly) {
    /** One key, as kube-apiserver's Get sends it. */
    public static Range ofKey(byte[] key) {
      return new Range(key, new byte[0], 1, false, false);
    }

    /** Every key that starts with {@code prefix}. */
    public static Range ofPrefix(byte[] prefix) {
      return new Range(prefix, prefixEnd(prefix), 0, false, false);
    }

    /** The same range with at most {@code limit} keys in the answer. */
    public Range limitedTo(long limit) {
      return new Range(key, rangeEnd, limit, serializable, countOnly);
    }

    /** The same range answered by the member asked, without asking the leader. */
    public Range asSerializable() {
      return new Range(key, rangeEnd, limit, true, countOnly);
    }

    /** The same range with only the number of keys in the answer. */
    public Range asCount() {
      return new Range(key, rangeEnd, limit, serializable, true);
    }

    /** The encoded request. */
    public byte[] encode() {
      int size = bytesSize(1, key) + bytesSize(2, rangeEnd) + int64Size(3, limit);
      size += boolSize(7, serializable) + boolSize(9, countOnly);
      return encoded(
          size,
          out -> {
            writeBytes(out, 1, key);
            writeBytes(out, 2, rangeEnd);
            writeInt64(out, 3, limit);
            writeBool(out, 7, serializable);
            writeBool(out, 9, countOnly);
          });
    }
  }

  /** A {@code PutRequest} without lease or options. */
  public static byte[] put(byte[] key, byte[] value) {
    return encoded(
        putSize(key, value),
        out -> {
          writeBytes(out, 1, key);
          writeBytes(out, 2, value);
        });
  }

  /** A key and its value to be put. */
  public record Pair(byte[] key, byte[] value) {}

  /**
   * A {@code TxnRequest} without conditions that puts every pair; at most 128 pairs, etcd's default
   * bound.
   */
  public static byte[] putAll(List<Pair> pairs) {
    int size = 0;
    for (Pair pair : pairs) {
      size += messageSize(2, messageSize(2, putSize(pair.key(), pair.value())));
    }
    return encoded(
        size,
        out -> {
          for (Pair pair : pairs) {
            writeSuccessPut(out, pair.key(), pair.value());
          }
        });
  }

  /** kube-apiserver's Create: put if the key's modification revision is 0, and no else branch. */
  public static byte[] txnCreate(byte[] key, byte[] value) {
    int compare = compareSize(key, 0);
    int success = messageSize(2, putSize(key, value));
    return encoded(
        messageSize(1, compare) + messageSize(2, success),
        out -> {
          writeCompare(out, compare, key, 0);
          writeSuccessPut(out, key, value);
        });
  }

  /**
   * kube-apiserver's GuaranteedUpdate: put if the key was last modified at {@code modified}, else
   * read it.
   */
  public static byte[] txnUpdate(byte[] key, long modified, byte[] value) {
    int compare = compareSize(key, modified);
    int success = messageSize(2, putSize(key, value));
    int range = bytesSize(1, key);
    int failure = messageSize(1, range);
    return encoded(
        messageSize(1, compare) + messageSize(2, success) + messageSize(3, failure),
        out -> {
          writeCompare(out, compare, key, modified);
          writeSuccessPut(out, key, value);
          writeHead(out, 3, failure);
          writeHead(out, 1, range);
          writeBytes(out, 1, key);
        });
  }

  /** A {@code DeleteRangeRequest} for every key that starts with {@code prefix}. */
  public static byte[] deletePrefix(byte[] prefix) {
    byte[] end = prefixEnd(prefix);
    return encoded(
        bytesSize(1, prefix) + bytesSize(2, end),
        out -> {
          writeBytes(out, 1, prefix);
          writeBytes(out, 2, end);
        });
  }

  /** A {@code LeaseGrantRequest} for an id that the server chooses; {@code ttl} in seconds. */
  public static byte[] leaseGrant(long ttl) {
    return encoded(int64Size(1, ttl), out -> writeInt64(out, 1, ttl));
  }

  /** A {@code WatchRequest} that creates a watch of {@code prefix} from now on. */
  public static byte[] watchPrefix(byte[] prefix) {
    byte[] end = prefixEnd(prefix);
    int create = bytesSize(1, prefix) + bytesSize(2, end);
    return encoded(
        messageSize(1, create),
        out -> {
          writeHead(out, 1, create);
          writeBytes(out, 1, prefix);
          writeBytes(out, 2, end);
        });
  }

  /**
   * The first key after every key that starts with {@code prefix}; the prefix must hold a byte
   * below 0xff.
   */
  public static byte[] prefixEnd(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != (byte) 0xff) {
        byte[] end = java.util.Arrays.copyOf(prefix, i + 1);
        end[i]++;
        return end;
      }
    }
    throw new IllegalArgumentException("a prefix of 0xff bytes has no end");
  }

  private interface Body {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private static byte[] encoded(int size, Body body) {
    byte[] bytes = new byte[size];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      body.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.checkNoSpaceLeft();
    return bytes;
  }

  private static int putSize(byte[] key, byte[] value) {
    return bytesSize(1, key) + bytesSize(2, value);
  }

  private static void writeSuccessPut(CodedOutputStream out, byte[] key, byte[] value)
      throws IOException {
    int put = putSize(key, value);
    writeHead(out, 2, messageSize(2, put));
    writeHead(out, 2, put);
    writeBytes(out, 1, key);
    writeBytes(out, 2, value);
  }

  // The target of a comparison is a oneof: Go writes it even when it is 0, and so do we.
  private static int compareSize(byte[] key, long modified) {
    return CodedOutputStream.computeEnumSize(2, COMPARE_TARGET_MOD)
        + bytesSize(3, key)
        + CodedOutputStream.computeInt64Size(6, modified);
  }

  private static void writeCompare(CodedOutputStream out, int size, byte[] key, long modified)
      throws IOException {
    writeHead(out, 1, size);
    out.writeEnum(2, COMPARE_TARGET_MOD);
    writeBytes(out, 3, key);
    out.writeInt64(6, modified);
  }

  private static int messageSize(int field, int size) {
    return CodedOutputStream.computeTagSize(field)
        + CodedOutputStream.computeUInt32SizeNoTag(size)
        + size;
  }

  private static void writeHead(CodedOutputStream out, int field, int size) throws IOException {
    out.writeTag(field, com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(size);
  }

  private static int bytesSize(int field, byte[] value) {
    return value.length == 0 ? 0 : CodedOutputStream.computeByteArraySize(field, value);
  }

  private static void writeBytes(CodedOutputStream out, int field, byte[] value)
      throws IOException {
    if (value.length > 0) {
      out.writeByteArray(field, value);
    }
  }

  private static int int64Size(int field, long value) {
    return value == 0 ? 0 : CodedOutputStream.computeInt64Size(field, value);
  }

  private static void writeInt64(CodedOutputStream out, int field, long value) throws IOException {
    if (value != 0) {
      out.writeInt64(field, value);
    }
  }

  private static int boolSize(int field, boolean value) {
    return value ? CodedOutputStream.computeBoolSize(field, true) : 0;
  }

  private static void writeBool(CodedOutputStream out, int field, boolean value)
      throws IOException {
    if (value) {
      out.writeBool(field, true);
    }
  }
}
