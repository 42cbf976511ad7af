package dev.keelson.apiserver.server.auth;

import java.util.List;
import java.util.stream.Collectors;

/** Values as Go's {@code fmt} prints them, for messages that clients and tests compare. */
public final class GoText {
  private GoText() {}

  /** {@code %q} of a string. */
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(each -> append(quoted, each));
    return quoted.append('"').toString();
  }

  private static void append(StringBuilder quoted, int each) {
    switch (each) {
      case '"' -> quoted.append("\\\"");
      case '\\' -> quoted.append("\\\\");
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      case 0x07 -> quoted.append("\\a");
      case '\b' -> quoted.append("\\b");
      case '\f' -> quoted.append("\\f");
      case 0x0b -> quoted.append("\\v");
      default -> {
        if (isPrintable(each)) {
          quoted.appendCodePoint(each);
        } else if (each < 0x80) {
          quoted.append("\\x%02x".formatted(each));
        } else {
          quoted.append(each < 0x10000 ? "\\u%04x".formatted(each) : "\\U%08x".formatted(each));
        }
      }
    }
  }

  private static boolean isPrintable(int each) {
    if (each < 0x80) {
      return each >= ' ' && each < 0x7f;
    }
    return switch (Character.getType(each)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** {@code %q} of a slice of strings: {@code ["a" "b"]}. */
  public static String quoted(List<String> texts) {
    return texts.stream().map(GoText::quoted).collect(Collectors.joining(" ", "[", "]"));
  }

  /** {@code %#v} of a slice of strings: {@code []string{"a", "b"}}. */
  public static String slice(List<String> texts) {
    return texts.stream().map(GoText::quoted).collect(Collectors.joining(", ", "[]string{", "}"));
  }

  /** An error that holds several, as apimachinery's aggregate prints it: each text once. */
  public static String aggregate(List<String> errors) {
    List<String> distinct = errors.stream().distinct().toList();
    return distinct.size() == 1 ? distinct.getFirst() : "[" + String.join(", ", distinct) + "]";
  }
}
