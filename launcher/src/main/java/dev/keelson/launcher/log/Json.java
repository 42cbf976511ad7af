package dev.keelson.launcher.log;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** JSON for log lines: strings, numbers, booleans and flat lists; anything else by its text. */
final class Json {
  private static final String HEX = "0123456789abcdef";

  private Json() {}

  static void appendValue(StringBuilder out, @Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case Boolean flag -> out.append(flag.booleanValue());
      case Double number when !Double.isFinite(number) -> appendString(out, number.toString());
      case Float number when !Float.isFinite(number) -> appendString(out, number.toString());
      case Number number -> out.append(number);
      case Collection<?> list -> appendList(out, list);
      case Object[] list -> appendList(out, Arrays.asList(list));
      case Object other -> appendString(out, other.toString());
    }
  }

  private static void appendList(StringBuilder out, Collection<?> list) {
    out.append('[');
    boolean first = true;
    for (Object each : list) {
      appendValue(first ? out : out.append(','), each);
      first = false;
    }
    out.append(']');
  }

  static void appendString(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
