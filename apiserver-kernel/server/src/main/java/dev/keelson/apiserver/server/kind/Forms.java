package dev.keelson.apiserver.server.kind;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The forms of small texts other than names: addresses, paths. Each list has the messages of
 * apimachinery's {@code util/validation}, none for what is right.
 */
public final class Forms {
  private Forms() {}

  public static boolean isPort(long number) {
    return number >= 1 && number <= 65535;
  }

  public static boolean isPercent(String text) {
    int last = text.length() - 1;
    if (last < 1 || text.charAt(last) != '%') {
      return false;
    }
    for (int i = 0; i < last; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** An IP address without leading zeroes and other ambiguities. */
  public static List<String> ip(String text) {
    boolean six = text.indexOf(':') >= 0;
    if (!looksLikeIp(text, six) || !parses(text)) {
      return List.of("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
    }
    if (!six && hasLeadingZero(text)) {
      return List.of("must not have leading 0s");
    }
    return six && text.toLowerCase(Locale.ROOT).startsWith("::ffff:") && text.indexOf('.') > 0
        ? List.of("must not be an IPv4-mapped IPv6 address")
        : List.of();
  }

  /** So that no name is ever looked up. */
  private static boolean looksLikeIp(String text, boolean six) {
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      boolean hex = six && (Character.digit(c, 16) >= 0 || c == ':');
      if (c == '.') {
        dots++;
      } else if (!digit && !hex) {
        return false;
      }
    }
    return six || (dots == 3 && !text.startsWith(".") && !text.endsWith("."));
  }

  private static boolean parses(String text) {
    try {
      return InetAddress.getByName(text) != null;
    } catch (UnknownHostException _) {
      return false;
    }
  }

  private static boolean hasLeadingZero(String text) {
    for (String part : text.split("\\.", -1)) {
      if (part.length() > 1 && part.charAt(0) == '0') {
        return true;
      }
    }
    return false;
  }

  /** Relative, and never up. */
  public static List<String> descendingPath(String path) {
    List<String> wrong = new ArrayList<>(0);
    if (path.startsWith("/")) {
      wrong.add("must be a relative path");
    }
    wrong.addAll(noBacksteps(path));
    return wrong;
  }

  public static List<String> noBacksteps(String path) {
    return path.contains("..") && List.of(path.split("/", -1)).contains("..")
        ? List.of("must not contain '..'")
        : List.of();
  }

  /** As {@link #descendingPath}, and no hidden name of two dots. */
  public static List<String> filePath(String path) {
    List<String> wrong = descendingPath(path);
    if (path.startsWith("..") && !path.startsWith("../")) {
      wrong.add("must not start with '..'");
    }
    return wrong;
  }
}
