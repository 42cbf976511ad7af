package dev.keelson.apiserver.model.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Tokens of one JSON text. Messages are those of Go's scanner. One thread. */
final class JsonScanner {
  private final byte[] in;
  private int at;
  private char[] text = new char[256];

  JsonScanner(byte[] in) {
    this.in = in;
  }

  /** The next byte that is not white space; -1 at the end. */
  int nextVisible() {
    while (at < in.length) {
      int c = in[at++];
      if (c > ' ' || c < 0 || c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return c & 0xFF;
      }
    }
    return -1;
  }

  /** Gives back what was read last. */
  void back(int c) {
    if (c >= 0) {
      at--;
    }
  }

  /** Within a token, where Go's scanner takes the end of the text for a space. */
  private BadJson broken(int c, String context) {
    return unexpected(c < 0 ? ' ' : c, context);
  }

  BadJson unexpected(int c, String context) {
    if (c < 0) {
      return new BadJson("unexpected end of JSON input");
    }
    return new BadJson("invalid character " + quoted(c) + " " + context);
  }

  private static String quoted(int c) {
    return switch (c) {
      case '\'' -> "'\\''";
      case '"' -> "'\"'";
      case '\\' -> "'\\\\'";
      case 7 -> "'\\a'";
      case '\b' -> "'\\b'";
      case '\f' -> "'\\f'";
      case '\n' -> "'\\n'";
      case '\r' -> "'\\r'";
      case '\t' -> "'\\t'";
      case 11 -> "'\\v'";
      default -> {
        boolean isPrintable = c >= 0x20 && c < 0x7F || c > 0xA0 && c != 0xAD;
        String hex = Integer.toHexString(c | 0x100).substring(1);
        yield "'"
            + (isPrintable ? Character.toString(c) : c < 0x80 ? "\\x" + hex : "\\u00" + hex)
            + "'";
      }
    };
  }

  private int next() {
    return at < in.length ? in[at++] & 0xFF : -1;
  }

  <T extends JsonValue> T literal(String literal, T value) {
    for (int i = 1; i < literal.length(); i++) {
      int c = next();
      if (c != literal.charAt(i)) {
        throw broken(c, "in literal " + literal + " (expecting '" + literal.charAt(i) + "')");
      }
    }
    return value;
  }

  /** A name, without its first quote, which was read. */
  String name() {
    int start = at;
    int end = plainEnd();
    return end < 0 ? mixed(start) : CommonTexts.text(in, start, end - start);
  }

  /** A string, without its first quote, which was read. */
  JsonString string() {
    int start = at;
    int end = plainEnd();
    return end < 0 ? new JsonString(mixed(start)) : CommonTexts.value(in, start, end - start);
  }

  /** The place of the closing quote, having passed it; -1 if the text is more than plain ASCII. */
  private int plainEnd() {
    byte[] bytes = in;
    int i = at;
    while (i < bytes.length) {
      byte c = bytes[i];
      if (c == '"') {
        at = i + 1;
        return i;
      }
      if (c < ' ' || c == '\\') {
        return -1;
      }
      i++;
    }
    return -1;
  }

  private String mixed(int start) {
    at = start;
    int size = 0;
    while (true) {
      if (size + 2 > text.length) {
        text = Arrays.copyOf(text, size * 2);
      }
      int c = next();
      if (c == '"') {
        String read = new String(text, 0, size);
        if (text.length > 1 << 16) {
          text = new char[256];
        }
        return read;
      } else if (c == '\\') {
        size = escape(size);
      } else if (c < ' ') {
        throw unexpected(c, "in string literal");
      } else if (c < 0x80) {
        text[size++] = (char) c;
      } else {
        size = Utf8.decode(in, at - 1, text, size);
        at += Utf8.length(in, at - 1) - 1;
      }
    }
  }

  /** Reads an escape, behind its backslash, into the text; answers the size then. */
  private int escape(int size) {
    int c = next();
    if (c == 'u') {
      return unit(size);
    }
    text[size] =
        switch (c) {
          case '"', '\\', '/' -> (char) c;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          default -> throw broken(c, "in string escape code");
        };
    return size + 1;
  }

  /** A surrogate without its other half becomes U+FFFD. */
  private int unit(int size) {
    char unit = hex();
    char second = unitAt(at);
    if (Character.isHighSurrogate(unit) && Character.isLowSurrogate(second)) {
      text[size] = unit;
      text[size + 1] = second;
      at += 6;
      return size + 2;
    }
    text[size] = Character.isSurrogate(unit) ? '\uFFFD' : unit;
    return size + 1;
  }

  private char hex() {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int c = next();
      int digit = c < 0 ? -1 : Character.digit(c, 16);
      if (digit < 0 || c >= 0x80) {
        throw broken(c, "in \\u hexadecimal character escape");
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }

  /** The unit of an escape that stands there; 0 if none does. */
  private char unitAt(int place) {
    if (place + 6 > in.length || in[place] != '\\' || in[place + 1] != 'u') {
      return 0;
    }
    int unit = 0;
    for (int i = 2; i < 6; i++) {
      int digit = in[place + i] < 0 ? -1 : Character.digit(in[place + i], 16);
      if (digit < 0) {
        return 0;
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }

  /** A number, whose first byte was read. It ends behind a leading zero; the caller complains. */
  JsonValue number() {
    int start = --at;
    boolean isNegative = in[at] == '-';
    if (isNegative) {
      at++;
    }
    int digits = at;
    digits("in numeric literal");
    if (in[digits] == '0') {
      at = digits + 1;
    }
    boolean isWhole = true;
    if (at < in.length && in[at] == '.') {
      at++;
      isWhole = false;
      digits("after decimal point in numeric literal");
    }
    if (at < in.length && (in[at] | 0x20) == 'e') {
      at++;
      isWhole = false;
      if (at < in.length && (in[at] == '+' || in[at] == '-')) {
        at++;
      }
      digits("in exponent of numeric literal");
    }
    return isWhole && at - digits <= 18
        ? JsonLong.of(small(digits, isNegative))
        : large(new String(in, start, at - start, StandardCharsets.ISO_8859_1), isWhole);
  }

  private void digits(String context) {
    int first = at;
    while (at < in.length && in[at] >= '0' && in[at] <= '9') {
      at++;
    }
    if (at == first) {
      throw broken(next(), context);
    }
  }

  private long small(int digits, boolean isNegative) {
    long number = 0;
    for (int i = digits; i < at; i++) {
      number = number * 10 + (in[i] - '0');
    }
    return isNegative ? -number : number;
  }

  private static JsonValue large(String text, boolean isWhole) {
    if (isWhole && text.length() <= 20) {
      try {
        return JsonLong.of(Long.parseLong(text));
      } catch (NumberFormatException _) {
        // More than 64 bits: a double, as in Go.
      }
    }
    double number = Double.parseDouble(text);
    if (Double.isInfinite(number)) {
      throw new BadJson("json: cannot unmarshal number " + text + " into Go value of type float64");
    }
    return new JsonDouble(number);
  }
}
