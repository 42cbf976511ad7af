package dev.keelson.raftstore.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/** The few words of DER (X.690) that keys and self-signed certificates are written in. */
final class Der {
  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int NULL = 0x05;
  static final int OID = 0x06;
  static final int UTF8_STRING = 0x0c;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  private Der() {}

  /** A tag in the context of its sequence, around whole elements. */
  static int context(int number) {
    return 0xa0 | number;
  }

  static byte[] sequence(byte[]... elements) {
    return element(SEQUENCE, elements);
  }

  static byte[] integer(BigInteger value) {
    return element(INTEGER, value.toByteArray());
  }

  static byte[] bits(byte[] whole) {
    return element(BIT_STRING, new byte[] {0}, whole);
  }

  static byte[] element(int tag, byte[]... contents) {
    int length = 0;
    for (byte[] each : contents) {
      length += each.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      byte[] digits = BigInteger.valueOf(length).toByteArray();
      int first = digits[0] == 0 ? 1 : 0;
      out.write(0x80 | (digits.length - first));
      out.write(digits, first, digits.length - first);
    }
    for (byte[] each : contents) {
      out.writeBytes(each);
    }
    return out.toByteArray();
  }

  /** {@code dotted}: 1.2.840.10045.2.1. */
  static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      int arc = Integer.parseInt(arcs[i]);
      for (int shift = 28; shift > 0; shift -= 7) {
        if (arc >> shift != 0) {
          out.write(0x80 | ((arc >> shift) & 0x7f));
        }
      }
      out.write(arc & 0x7f);
    }
    return element(OID, out.toByteArray());
  }

  /** What is inside the element that {@code at} stands before, which is moved behind it. */
  static Element read(ByteBuffer at) {
    int start = at.position();
    if (at.remaining() < 2) {
      throw new IllegalArgumentException("ends early");
    }
    int tag = at.get() & 0xff;
    int length = at.get() & 0xff;
    if (length >= 0x80) {
      int digits = length & 0x7f;
      if (digits == 0 || digits > 3 || at.remaining() < digits) {
        throw new IllegalArgumentException("bad length");
      }
      length = 0;
      for (int i = 0; i < digits; i++) {
        length = length << 8 | (at.get() & 0xff);
      }
    }
    if (length > at.remaining()) {
      throw new IllegalArgumentException("ends early");
    }
    ByteBuffer content = at.slice(at.position(), length);
    at.position(at.position() + length);
    return new Element(tag, content, at.slice(start, at.position() - start));
  }

  /** {@code whole}: with tag and length. */
  record Element(int tag, ByteBuffer content, ByteBuffer whole) {
    byte[] wholeBytes() {
      byte[] bytes = new byte[whole.remaining()];
      whole.get(whole.position(), bytes);
      return bytes;
    }
  }
}
