package dev.keelson.apiserver.server.openapi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A message of protobuf that is being written. What is empty, zero or false is left out. */
final class ProtoMessage {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtoMessage text(int number, String text) {
    return text.isEmpty() ? this : element(number, text);
  }

  /** One of several, which may be empty. */
  ProtoMessage element(int number, String text) {
    return bytes(number, text.getBytes(StandardCharsets.UTF_8));
  }

  ProtoMessage flag(int number, boolean value) {
    if (value) {
      varint((long) number << 3 | VARINT);
      varint(1);
    }
    return this;
  }

  ProtoMessage message(int number, ProtoMessage content) {
    varint((long) number << 3 | LENGTH);
    varint(content.out.size());
    out.writeBytes(content.toBytes());
    return this;
  }

  private ProtoMessage bytes(int number, byte[] content) {
    varint((long) number << 3 | LENGTH);
    varint(content.length);
    out.writeBytes(content);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while (rest > 0x7F) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
