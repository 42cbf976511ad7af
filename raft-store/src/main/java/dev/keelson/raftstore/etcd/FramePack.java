package dev.keelson.raftstore.etcd;

import com.google.protobuf.CodedOutputStream;
import dev.keelson.mvcc.Invariant;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Many gRPC messages that go out as one: one call of {@code sendMessage}, one buffer, one write,
 * one DATA frame.
 *
 * <p>gRPC's framer writes the 5-byte header of one message from the length that it is told, then
 * lets the message write itself, and checks only the number that it is told afterwards. So a
 * message may be told as long as the first of the pack, be followed by header and bytes of each of
 * the others: what reaches the other side is a plain sequence of messages. The messages are not
 * compressed: that would need their lengths before. {@link PackBuffers} makes the buffer large
 * enough.
 *
 * <p>One pack is filled and sent many times by one stream; whoever sent it clears it.
 */
final class FramePack extends Encoded {
  /** Compressed flag (0) and length, big-endian. */
  static final int HEADER_BYTES = 5;

  /**
   * Past this, in bytes, a pack is full: large enough that a write is cheap, small enough for a
   * socket's buffer.
   */
  static final int FULL_BYTES = 128 << 10;

  private byte[] bytes = new byte[4 << 10];
  private int end;
  private int messages;
  private int firstSize;

  boolean isEmpty() {
    return messages == 0;
  }

  boolean isFull() {
    return end >= FULL_BYTES;
  }

  int messages() {
    return messages;
  }

  /**
   * Makes room for one more message; {@link #array} from the answered offset on takes exactly
   * {@code size} bytes.
   */
  int add(int size) {
    int start = end + HEADER_BYTES;
    if (start + size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(start + size, bytes.length * 2));
    }
    bytes[end] = 0;
    bytes[end + 1] = (byte) (size >>> 24);
    bytes[end + 2] = (byte) (size >>> 16);
    bytes[end + 3] = (byte) (size >>> 8);
    bytes[end + 4] = (byte) size;
    if (messages++ == 0) {
      firstSize = size;
    }
    end = start + size;
    return start;
  }

  void add(Encoded message) {
    int size = message.size();
    int start = add(size);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes, start, size);
    try {
      message.writeTo(out);
    } catch (IOException impossible) {
      throw new AssertionError("an array cannot fail", impossible);
    }
    out.checkNoSpaceLeft();
  }

  byte[] array() {
    return bytes;
  }

  @Override
  int size() {
    return firstSize;
  }

  @Override
  void writeTo(CodedOutputStream out) throws IOException {
    Invariant.check(messages == 1, "%d messages where one was asked for", messages);
    out.write(bytes, HEADER_BYTES, firstSize);
  }

  /** gRPC has written the first header already. */
  @Override
  void drainTo(OutputStream target) throws IOException {
    target.write(bytes, HEADER_BYTES, end - HEADER_BYTES);
  }

  /** All of it, the header of the first message included. */
  int wireBytes() {
    return end;
  }

  /** Without frame headers. */
  int payloadBytes() {
    return end - messages * HEADER_BYTES;
  }

  /** Also after a send: a stream that is closed already takes nothing. */
  void clear() {
    end = 0;
    messages = 0;
    firstSize = 0;
    if (bytes.length > 4 * FULL_BYTES) {
      bytes = new byte[FULL_BYTES];
    }
  }
}
