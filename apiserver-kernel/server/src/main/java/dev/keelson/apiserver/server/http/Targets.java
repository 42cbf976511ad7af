package dev.keelson.apiserver.server.http;

import java.util.Locale;

/** Request targets (RFC 9112, 3.2). */
final class Targets {
  private Targets() {}

  /** A path, a whole URL, or the asterisk; printable ASCII throughout. */
  static boolean good(CharSequence target) {
    if (target.isEmpty()) {
      return false;
    }
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        return false;
      }
    }
    return target.charAt(0) == '/' || target.equals("*") || afterAuthority(target.toString()) > 0;
  }

  /** Path and query, whichever good form they came in. */
  static String origin(CharSequence target) {
    String text = target.toString();
    if (text.charAt(0) == '/' || text.equals("*")) {
      return text;
    }
    String rest = text.substring(afterAuthority(text));
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  /** Where the path of a whole URL begins; -1 if it is none. */
  private static int afterAuthority(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    int start = lower.startsWith("https://") ? 8 : lower.startsWith("http://") ? 7 : -1;
    if (start < 0) {
      return -1;
    }
    int end = start;
    while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '?') {
      end++;
    }
    return end == start ? -1 : end;
  }
}
