package dev.keelson.apiserver.model.proto;

import dev.keelson.apiserver.model.GroupVersionKind;

/**
 * {@code runtime.Unknown}: {@code 1 typeMeta {1 apiVersion, 2 kind}, 2 raw, 3 contentEncoding, 4
 * contentType}.
 *
 * @param raw the message, to be read once
 */
record Envelope(String apiVersion, String kind, String contentEncoding, Input raw) {
  static Envelope read(byte[] bytes, int from) {
    Input in = new Input(bytes, from, bytes.length);
    String apiVersion = "";
    String kind = "";
    String encoding = "";
    Input raw = new Input(bytes, 0, 0);
    while (!in.isAtEnd()) {
      int tag = in.tag();
      switch (Input.number(tag)) {
        case 1 -> {
          in.expect(tag, Input.BYTES);
          int outer = in.enter();
          while (!in.isAtEnd()) {
            int inner = in.tag();
            switch (Input.number(inner)) {
              case 1 -> {
                in.expect(inner, Input.BYTES);
                apiVersion = in.text();
              }
              case 2 -> {
                in.expect(inner, Input.BYTES);
                kind = in.text();
              }
              default -> in.skip(inner, 0);
            }
          }
          in.leave(outer);
        }
        case 2 -> {
          in.expect(tag, Input.BYTES);
          int outer = in.enter();
          raw = in.rest();
          in.leave(outer);
        }
        case 3 -> {
          in.expect(tag, Input.BYTES);
          encoding = in.text();
        }
        default -> in.skip(tag, 0);
      }
    }
    return new Envelope(apiVersion, kind, encoding, raw);
  }

  /** With what it does not say of itself. */
  Envelope orElse(GroupVersionKind otherwise) {
    return new Envelope(
        apiVersion.isEmpty() ? otherwise.apiVersion() : apiVersion,
        kind.isEmpty() ? otherwise.kind() : kind,
        contentEncoding,
        raw);
  }

  /** Puts all that stands before the message that was written, which ends it. */
  static byte[] close(Output out, byte[] magic, GroupVersionKind kind) {
    // Go writes these two though they are empty
    int message = out.size();
    byte[] head = head(kind, message, magic);
    byte[] whole = new byte[head.length + message + 4];
    System.arraycopy(head, 0, whole, 0, head.length);
    out.copyTo(whole, head.length);
    whole[head.length + message] = 3 << 3 | Input.BYTES;
    whole[head.length + message + 2] = 4 << 3 | Input.BYTES;
    return whole;
  }

  /** As {@link #close}, but {@code more} bytes of the message are yet to come. */
  static byte[] open(Output out, byte[] magic, GroupVersionKind kind, long more) {
    byte[] head = head(kind, out.size() + more, magic);
    byte[] whole = new byte[head.length + out.size()];
    System.arraycopy(head, 0, whole, 0, head.length);
    out.copyTo(whole, head.length);
    return whole;
  }

  private static byte[] head(GroupVersionKind kind, long length, byte[] magic) {
    Output out = new Output();
    out.varint(length);
    out.tag(2, Input.BYTES);
    int before = out.size();
    out.text(kind.kind());
    out.tag(2, Input.BYTES);
    out.text(kind.apiVersion());
    out.tag(1, Input.BYTES);
    out.lengthSince(before);
    out.tag(1, Input.BYTES);
    out.raw(magic);
    return out.toBytes();
  }

  /** The bytes in field 1 of a message with nothing else in it. */
  static byte[] onlyBytes(Input in) {
    byte[] bytes = {};
    while (!in.isAtEnd()) {
      int tag = in.tag();
      if (Input.number(tag) == 1) {
        in.expect(tag, Input.BYTES);
        bytes = in.bytes();
      } else {
        in.skip(tag, 0);
      }
    }
    return bytes;
  }
}
