package dev.keelson.apiserver.model.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A tree to compact UTF-8, in the order of the tree. Numbers as Go writes them. One instance, one
 * text, one thread.
 */
public final class JsonWriter {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] buffer;
  private int size;

  private JsonWriter(int capacity) {
    buffer = new byte[capacity];
  }

  public static byte[] bytes(JsonValue value) {
    JsonWriter writer = new JsonWriter(512);
    writer.write(value);
    return Arrays.copyOf(writer.buffer, writer.size);
  }

  public static String text(JsonValue value) {
    JsonWriter writer = new JsonWriter(128);
    writer.write(value);
    return new String(writer.buffer, 0, writer.size, StandardCharsets.UTF_8);
  }

  private void write(JsonValue value) {
    switch (value) {
      case JsonObject object -> {
        put('{');
        boolean[] isFirst = {true};
        object.forEach(
            (name, each) -> {
              if (!isFirst[0]) {
                put(',');
              }
              isFirst[0] = false;
              string(name);
              put(':');
              write(each);
            });
        put('}');
      }
      case JsonArray array -> {
        put('[');
        for (int i = 0; i < array.size(); i++) {
          if (i > 0) {
            put(',');
          }
          write(array.get(i));
        }
        put(']');
      }
      case JsonString(String text) -> string(text);
      case JsonLong(long number) -> ascii(Long.toString(number));
      case JsonDouble(double number) -> ascii(GoFloat.format(number));
      case JsonBool bool -> ascii(bool == JsonBool.TRUE ? "true" : "false");
      case JsonNull _ -> ascii("null");
    }
  }

  private void string(String text) {
    put('"');
    int length = text.length();
    reserve(length + 2);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
        put(c);
      } else {
        i = special(text, i, c);
      }
    }
    put('"');
  }

  /** Answers the place of the last character that it wrote. */
  private int special(String text, int i, char c) {
    switch (c) {
      case '"', '\\' -> {
        put('\\');
        put(c);
      }
      case '\n' -> ascii("\\n");
      case '\r' -> ascii("\\r");
      case '\t' -> ascii("\\t");
      default -> {
        if (c < 0x20) {
          ascii("\\u00");
          put(HEX[c >> 4]);
          put(HEX[c & 15]);
        } else if (c < 0x800) {
          put(0xC0 | c >> 6);
          put(0x80 | c & 0x3F);
        } else if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          int point = Character.toCodePoint(c, text.charAt(i + 1));
          put(0xF0 | point >> 18);
          put(0x80 | point >> 12 & 0x3F);
          put(0x80 | point >> 6 & 0x3F);
          put(0x80 | point & 0x3F);
          return i + 1;
        } else {
          int point = Character.isSurrogate(c) ? 0xFFFD : c;
          put(0xE0 | point >> 12);
          put(0x80 | point >> 6 & 0x3F);
          put(0x80 | point & 0x3F);
        }
      }
    }
    return i;
  }

  private void ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      put(text.charAt(i));
    }
  }

  private void put(int b) {
    if (size == buffer.length) {
      reserve(1);
    }
    buffer[size++] = (byte) b;
  }

  private void reserve(int more) {
    if (size + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }
}
