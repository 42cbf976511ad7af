package dev.keelson.apiserver.model.json;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A growing buffer of UTF-8, and trees into it as JSON, in the order of the tree. Numbers as Go
 * writes them. Keeps its own stack, so that depth costs heap and not the thread. One thread.
 */
public final class JsonWriter {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** Of ASCII, what stands for itself in a string. */
  private static final boolean[] PLAIN = plain();

  /** Not indented. */
  private static final int COMPACT = -1;

  private byte[] buffer;
  private int size;

  /** The containers being written, outermost first, and the next entry of each. */
  private @Nullable JsonValue[] open = new JsonValue[16];

  private int[] next = new int[16];
  private int depth;

  /**
   * @param capacity in bytes, to start with
   */
  public JsonWriter(int capacity) {
    buffer = new byte[capacity];
  }

  public static byte[] bytes(JsonValue value) {
    return new JsonWriter(512).value(value).toBytes();
  }

  public static String text(JsonValue value) {
    return new JsonWriter(128).value(value).toString();
  }

  /** Indented by two spaces, without a line end behind it: what {@code ?pretty=true} answers. */
  public static byte[] pretty(JsonValue value) {
    JsonWriter writer = new JsonWriter(1024);
    writer.write(value, 0);
    return writer.toBytes();
  }

  /** Appends a value, compact. */
  public JsonWriter value(JsonValue value) {
    write(value, COMPACT);
    return this;
  }

  /** Appends what is JSON already. */
  public JsonWriter raw(byte[] json) {
    reserve(json.length);
    System.arraycopy(json, 0, buffer, size, json.length);
    size += json.length;
    return this;
  }

  /** Appends ASCII as it is. */
  public JsonWriter raw(String ascii) {
    ascii(ascii);
    return this;
  }

  /** Bytes so far. */
  public int size() {
    return size;
  }

  /** Forgets what was written, and keeps the buffer. */
  public void clear() {
    size = 0;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(buffer, size);
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(buffer, 0, size);
  }

  @Override
  public String toString() {
    return new String(buffer, 0, size, StandardCharsets.UTF_8);
  }

  private void write(JsonValue value, int indent) {
    begin(value);
    while (depth > 0) {
      int entry = next[depth - 1]++;
      boolean isObject = open[depth - 1] instanceof JsonObject;
      if (entry == sizeOf(open[depth - 1])) {
        depth--;
        line(indent);
        put(isObject ? '}' : ']');
        continue;
      }
      if (entry > 0) {
        put(',');
      }
      line(indent);
      if (open[depth - 1] instanceof JsonObject object) {
        string(object.nameAt(entry));
        put(':');
        if (indent != COMPACT) {
          put(' ');
        }
        begin(object.valueAt(entry));
      } else if (open[depth - 1] instanceof JsonArray array) {
        begin(array.get(entry));
      }
    }
  }

  private static int sizeOf(@Nullable JsonValue container) {
    return container instanceof JsonObject object
        ? object.size()
        : container instanceof JsonArray array ? array.size() : 0;
  }

  /** Writes a leaf or an empty container, or opens one. */
  private void begin(JsonValue value) {
    switch (value) {
      case JsonObject object -> {
        put('{');
        if (object.isEmpty()) {
          put('}');
        } else {
          open(object);
        }
      }
      case JsonArray array -> {
        put('[');
        if (array.isEmpty()) {
          put(']');
        } else {
          open(array);
        }
      }
      case JsonString(String text) -> string(text);
      case JsonLong(long number) -> number(number);
      case JsonDouble(double number) -> ascii(GoFloat.format(number));
      case JsonBool bool -> ascii(bool == JsonBool.TRUE ? "true" : "false");
      case JsonNull _ -> ascii("null");
    }
  }

  private void open(JsonValue container) {
    if (depth == next.length) {
      open = Arrays.copyOf(open, depth * 2);
      next = Arrays.copyOf(next, depth * 2);
    }
    open[depth] = container;
    next[depth++] = 0;
  }

  private void line(int indent) {
    if (indent != COMPACT) {
      put('\n');
      for (int i = 0; i < depth; i++) {
        put(' ');
        put(' ');
      }
    }
  }

  private void number(long number) {
    if (number >= 0 && number < 10) {
      put((int) ('0' + number));
    } else {
      ascii(Long.toString(number));
    }
  }

  /** Go writes {@code <}, {@code >} and {@code &} as escapes, lest a browser take JSON for HTML. */
  private static boolean[] plain() {
    boolean[] plain = new boolean[0x80];
    Arrays.fill(plain, 0x20, 0x80, true);
    for (char c : "\"\\<>&".toCharArray()) {
      plain[c] = false;
    }
    return plain;
  }

  private void string(String text) {
    int length = text.length();
    reserve(length + 2);
    byte[] out = buffer;
    int at = size;
    out[at++] = '"';
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || !PLAIN[c]) {
        size = at;
        mixed(text, i);
        return;
      }
      out[at++] = (byte) c;
    }
    out[at++] = '"';
    size = at;
  }

  /** The rest of a string, from its first character on that is not written as it is. */
  private void mixed(String text, int from) {
    int length = text.length();
    for (int i = from; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x80 && PLAIN[c]) {
        put(c);
      } else if (c >= 0x80
          && Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        pair(Character.toCodePoint(c, text.charAt(i)));
      } else {
        special(c);
      }
    }
    put('"');
  }

  private void pair(int point) {
    put(0xF0 | point >> 18);
    put(0x80 | point >> 12 & 0x3F);
    put(0x80 | point >> 6 & 0x3F);
    put(0x80 | point & 0x3F);
  }

  private void special(char c) {
    switch (c) {
      case '"', '\\' -> {
        put('\\');
        put(c);
      }
      case '\b' -> ascii("\\b");
      case '\f' -> ascii("\\f");
      case '\n' -> ascii("\\n");
      case '\r' -> ascii("\\r");
      case '\t' -> ascii("\\t");
      case '\u2028' -> ascii("\\u2028");
      case '\u2029' -> ascii("\\u2029");
      default -> {
        if (c < 0x20 || c == '<' || c == '>' || c == '&') {
          ascii("\\u00");
          put(HEX[c >> 4]);
          put(HEX[c & 15]);
        } else if (c < 0x800) {
          put(0xC0 | c >> 6);
          put(0x80 | c & 0x3F);
        } else {
          int point = Character.isSurrogate(c) ? 0xFFFD : c;
          put(0xE0 | point >> 12);
          put(0x80 | point >> 6 & 0x3F);
          put(0x80 | point & 0x3F);
        }
      }
    }
  }

  private void ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      buffer[size++] = (byte) text.charAt(i);
    }
  }

  private void put(int b) {
    if (size == buffer.length) {
      reserve(1);
    }
    buffer[size++] = (byte) b;
  }

  private void reserve(int more) {
    if (more > buffer.length - size) {
      int needed = Math.addExact(size, more);
      buffer = Arrays.copyOf(buffer, (int) Math.max(Math.min(buffer.length * 2L, 1 << 30), needed));
    }
  }
}
