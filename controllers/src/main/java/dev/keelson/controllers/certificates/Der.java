package dev.keelson.controllers.certificates;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One value of DER, as X.690 has it.
 *
 * @param tag its identifier octet; long forms are refused
 */
record Der(int tag, byte[] content) {
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;
  static final int OID = 0x06;

  /** Nothing in a certificate request is nested deeper by far. */
  private static final int LONGEST = 1 << 20;

  /**
   * @throws IllegalArgumentException it is none, or something follows
   */
  static Der read(byte[] bytes) {
    List<Der> all = readAll(bytes);
    if (all.size() != 1) {
      throw new IllegalArgumentException("asn1: syntax error: trailing data");
    }
    return all.getFirst();
  }

  private static List<Der> readAll(byte[] bytes) {
    List<Der> all = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int tag = bytes[at++] & 0xFF;
      if ((tag & 0x1F) == 0x1F || at >= bytes.length) {
        throw broken();
      }
      int length = bytes[at++] & 0xFF;
      if (length >= 0x80) {
        int count = length & 0x7F;
        if (count == 0 || count > 3 || at + count > bytes.length) {
          throw broken();
        }
        length = 0;
        for (int i = 0; i < count; i++) {
          length = length << 8 | bytes[at++] & 0xFF;
        }
      }
      if (length > LONGEST || length > bytes.length - at) {
        throw broken();
      }
      byte[] content = new byte[length];
      System.arraycopy(bytes, at, content, 0, length);
      all.add(new Der(tag, content));
      at += length;
    }
    return all;
  }

  private static IllegalArgumentException broken() {
    return new IllegalArgumentException("asn1: structure error");
  }

  /** What a constructed value, or an octet string, holds. */
  List<Der> parts() {
    return readAll(content);
  }

  /**
   * @throws IllegalArgumentException there are not so many
   */
  Der part(int index) {
    List<Der> parts = parts();
    if (index >= parts.size()) {
      throw broken();
    }
    return parts.get(index);
  }

  boolean is(int expected) {
    return tag == expected;
  }

  /** Whether it is the object identifier of these octets. */
  boolean isOid(String hex) {
    return tag == OID && HexFormat.of().formatHex(content).equals(hex);
  }

  /** Of any of the string types; two-byte characters where it is a BMPString. */
  String text() {
    return new String(content, tag == 0x1E ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8);
  }
}
