package dev.keelson.apiserver.model.json;

import java.util.List;

/** Texts and trees as Go prints them in messages. */
public final class GoText {
  private static final int DEEPEST_PRINTED = 100;

  private GoText() {}

  /** As {@code %v} prints a tree: {@code map[a:1 b:[x y]]}. Below some levels it is cut off. */
  public static String print(JsonValue value) {
    StringBuilder printed = new StringBuilder();
    print(printed, value, 0);
    return printed.toString();
  }

  private static void print(StringBuilder printed, JsonValue value, int depth) {
    if (depth > DEEPEST_PRINTED) {
      printed.append("...");
      return;
    }
    switch (value) {
      case JsonObject object -> {
        printed.append("map[");
        List<String> names = object.names().stream().sorted().toList();
        for (int i = 0; i < names.size(); i++) {
          printed.append(i > 0 ? " " : "").append(names.get(i)).append(':');
          print(printed, object.get(names.get(i)), depth + 1);
        }
        printed.append(']');
      }
      case JsonArray array -> {
        printed.append('[');
        for (int i = 0; i < array.size(); i++) {
          printed.append(i > 0 ? " " : "");
          print(printed, array.get(i), depth + 1);
        }
        printed.append(']');
      }
      case JsonString(String text) -> printed.append(text);
      case JsonLong(long number) -> printed.append(number);
      case JsonDouble(double number) -> printed.append(GoFloat.format(number));
      case JsonBool bool -> printed.append(bool == JsonBool.TRUE);
      case JsonNull _ -> printed.append("<nil>");
    }
  }

  /** As {@code %q} prints a text. */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(each -> append(quoted, each));
    return quoted.append('"').toString();
  }

  private static void append(StringBuilder quoted, int point) {
    switch (point) {
      case '"', '\\' -> quoted.append('\\').append((char) point);
      case 7 -> quoted.append("\\a");
      case '\b' -> quoted.append("\\b");
      case '\f' -> quoted.append("\\f");
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      case 11 -> quoted.append("\\v");
      default -> {
        if (isPrintable(point)) {
          quoted.appendCodePoint(point);
        } else if (point < 0x80) {
          quoted.append("\\x%02x".formatted(point));
        } else {
          quoted.append((point < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(point));
        }
      }
    }
  }

  private static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }
}
