package dev.keelson.apiserver.model.proto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the wire format of protobuf; never past the end of the message that it is in. */
final class Input {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  private static final int START_GROUP = 3;
  private static final int END_GROUP = 4;
  static final int FIXED32 = 5;

  private static final int TYPE_BITS = 3;

  private final byte[] bytes;
  private int at;
  private int end;

  Input(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    at = from;
    end = to;
  }

  boolean isAtEnd() {
    return at == end;
  }

  /** The number and wire type of the next field. */
  int tag() {
    long tag = varint();
    if (tag >>> 32 != 0 || (int) tag >>> TYPE_BITS == 0) {
      throw new BadProtobuf("illegal tag " + Long.toUnsignedString(tag >>> TYPE_BITS));
    }
    return (int) tag;
  }

  static int number(int tag) {
    return tag >>> TYPE_BITS;
  }

  static int wireType(int tag) {
    return tag & 7;
  }

  /** Refuses a field that comes in another wire type than the schema's. */
  void expect(int tag, int wireType) {
    if (wireType(tag) != wireType) {
      throw new BadProtobuf("wrong wireType = " + wireType(tag) + " for field " + number(tag));
    }
  }

  long varint() {
    if (at < end && bytes[at] >= 0) {
      return bytes[at++];
    }
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == end) {
        throw truncated();
      }
      byte b = bytes[at++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new BadProtobuf("integer overflow");
  }

  long fixed64() {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value |= (bytes[at + i] & 0xFFL) << 8 * i;
    }
    at += 8;
    return value;
  }

  /** Enters what the length before it says; answers the end to go back to with {@link #leave}. */
  int enter() {
    int length = length();
    int outer = end;
    end = at + length;
    return outer;
  }

  void leave(int outer) {
    at = end;
    end = outer;
  }

  private int length() {
    long length = varint();
    if (length < 0) {
      throw new BadProtobuf("negative length found during unmarshaling");
    }
    if (length > end - at) {
      throw truncated();
    }
    return (int) length;
  }

  /** What is left up to the end, to be read apart. */
  Input rest() {
    return new Input(bytes, at, end);
  }

  String text() {
    int length = length();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  byte[] bytes() {
    int length = length();
    byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return copy;
  }

  /** Past a field that nobody knows. */
  void skip(int tag, int depth) {
    switch (wireType(tag)) {
      case VARINT -> varint();
      case FIXED64 -> {
        need(8);
        at += 8;
      }
      case BYTES -> {
        int length = length();
        at += length;
      }
      case START_GROUP -> skipGroup(number(tag), depth);
      case FIXED32 -> {
        need(4);
        at += 4;
      }
      default -> throw new BadProtobuf("illegal wireType " + wireType(tag));
    }
  }

  private void skipGroup(int number, int depth) {
    ProtobufCodec.checkDepth(depth);
    while (true) {
      int tag = tag();
      if (wireType(tag) == END_GROUP) {
        if (number(tag) != number) {
          throw new BadProtobuf("unexpected end of group");
        }
        return;
      }
      skip(tag, depth + 1);
    }
  }

  private void need(int count) {
    if (end - at < count) {
      throw truncated();
    }
  }

  private static BadProtobuf truncated() {
    return new BadProtobuf("unexpected EOF");
  }
}
