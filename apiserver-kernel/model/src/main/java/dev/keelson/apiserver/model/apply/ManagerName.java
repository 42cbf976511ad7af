package dev.keelson.apiserver.model.apply;

import java.nio.charset.StandardCharsets;

/** What a client is called in managedFields. */
public final class ManagerName {
  /** Bound of a name, in bytes of UTF-8. */
  public static final int MOST_BYTES = 128;

  private ManagerName() {}

  /**
   * The name asked for; else the program's from its user agent, up to the first slash, what cannot
   * be printed left out, cut to {@value #MOST_BYTES} bytes. An apply must ask for a name: whether
   * it did is not asked here.
   *
   * @param fieldManager the parameter; "" if absent
   */
  public static String of(String fieldManager, String userAgent) {
    return fieldManager.isEmpty() ? program(userAgent) : fieldManager;
  }

  private static String program(String userAgent) {
    int slash = userAgent.indexOf('/');
    String before = slash < 0 ? userAgent : userAgent.substring(0, slash);
    StringBuilder name = new StringBuilder();
    int bytes = 0;
    for (int point : before.codePoints().filter(ManagerName::isPrintable).toArray()) {
      bytes += Character.toString(point).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MOST_BYTES) {
        break;
      }
      name.appendCodePoint(point);
    }
    return name.toString();
  }

  /** As Go has it: letters, marks, numbers, punctuation, symbols, and of spaces the ASCII one. */
  static boolean isPrintable(int point) {
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
