package dev.keelson.apiserver.model.name;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What the regular expressions of names say, by hand: each name and label of each request comes by
 * here, and Java's matcher needs stack for each repetition.
 */
final class Shapes {
  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  private Shapes() {}

  /** For the rarer ones. {@code regex} is a constant of the caller's. */
  static boolean matches(String regex, String value) {
    return PATTERNS.computeIfAbsent(regex, Pattern::compile).matcher(value).matches();
  }

  static boolean isLabel1123(String value) {
    return isLabel(value, 0, value.length(), false);
  }

  static boolean isLabel1035(String value) {
    return isLabel1123(value) && value.charAt(0) >= 'a';
  }

  static boolean isSubdomain1123(String value) {
    return isSubdomain(value, false);
  }

  static boolean isSubdomain1123WithUnderscore(String value) {
    return isSubdomain(value, true);
  }

  private static boolean isSubdomain(String value, boolean hasUnderscores) {
    int start = 0;
    for (int dot = value.indexOf('.'); dot >= 0; dot = value.indexOf('.', start)) {
      if (!isLabel(value, start, dot, hasUnderscores)) {
        return false;
      }
      start = dot + 1;
    }
    return isLabel(value, start, value.length(), hasUnderscores);
  }

  private static boolean isLabel(String value, int from, int end, boolean hasUnderscores) {
    int start = hasUnderscores && from < end && value.charAt(from) == '_' ? from + 1 : from;
    if (start == end || !isLower(value.charAt(start)) || !isLower(value.charAt(end - 1))) {
      return false;
    }
    for (int i = start; i < end; i++) {
      char c = value.charAt(i);
      if (!isLower(c) && c != '-' && !(hasUnderscores && c == '_')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
  }

  private static boolean isAlphanumeric(char c) {
    return isLower(c) || c >= 'A' && c <= 'Z';
  }

  static boolean isQualified(String value) {
    int length = value.length();
    if (length == 0
        || !isAlphanumeric(value.charAt(0))
        || !isAlphanumeric(value.charAt(length - 1))) {
      return false;
    }
    for (int i = 1; i < length - 1; i++) {
      char c = value.charAt(i);
      if (!isAlphanumeric(c) && c != '-' && c != '_' && c != '.') {
        return false;
      }
    }
    return true;
  }
}
