package dev.keelson.nodeagent.spec;

import java.util.Map;

/** {@code $(NAME)} in a command or a variable's value. Pure. */
public final class References {
  private References() {}

  /** Of what {@code values} does not have, and {@code $$(NAME)}, the text as it is meant. */
  public static String filled(String text, Map<String, String> values) {
    if (text.indexOf("$(") < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int close = text.startsWith("$(", at) ? text.indexOf(')', at) : -1;
      if (text.startsWith("$$", at)) {
        out.append('$');
        at += 2;
      } else if (close > 0) {
        String name = text.substring(at + 2, close);
        out.append(values.getOrDefault(name, text.substring(at, close + 1)));
        at = close + 1;
      } else {
        out.append(text.charAt(at++));
      }
    }
    return out.toString();
  }
}
