package dev.keelson.raftstore.etcd;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A message that knows its size and writes itself in protobuf's wire form. The hot answers are
 * written straight from the store's own bytes this way, without a protobuf object for every pair.
 */
abstract class Encoded {
  /**
   * Up to here a message is written into one array first; larger ones go through a buffer of this
   * size.
   */
  static final int BUFFER_BYTES = 8 << 10;

  private static final int LENGTH_DELIMITED = 2;

  /** Unit: bytes. Cheap, because it is asked for more than once. */
  abstract int size();

  abstract void writeTo(CodedOutputStream out) throws IOException;

  /** A message of a generated class, for what is not hot. */
  static Encoded of(MessageLite message) {
    return new Generated(message);
  }

  /** Bytes that {@code message} takes as field {@code field} of another. */
  static int nestedSize(int field, Encoded message) {
    int size = message.size();
    return CodedOutputStream.computeTagSize(field)
        + CodedOutputStream.computeUInt32SizeNoTag(size)
        + size;
  }

  static void writeNested(CodedOutputStream out, int field, Encoded message) throws IOException {
    out.writeTag(field, LENGTH_DELIMITED);
    out.writeUInt32NoTag(message.size());
    message.writeTo(out);
  }

  /** As {@link #writeTo}, to a stream that takes large writes well and small ones badly. */
  void drainTo(OutputStream target) throws IOException {
    if (size() <= BUFFER_BYTES) {
      target.write(toBytes(), 0, size());
    } else {
      CodedOutputStream out = CodedOutputStream.newInstance(target, BUFFER_BYTES);
      writeTo(out);
      out.flush();
    }
  }

  /** The whole message in one array of exactly its size. */
  final byte[] toBytes() {
    byte[] bytes = new byte[size()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      writeTo(out);
    } catch (IOException impossible) {
      throw new AssertionError("an array cannot fail", impossible);
    }
    out.checkNoSpaceLeft();
    return bytes;
  }

  private static final class Generated extends Encoded {
    private final MessageLite message;

    Generated(MessageLite message) {
      this.message = message;
    }

    @Override
    int size() {
      return message.getSerializedSize();
    }

    @Override
    void writeTo(CodedOutputStream out) throws IOException {
      message.writeTo(out);
    }
  }
}
