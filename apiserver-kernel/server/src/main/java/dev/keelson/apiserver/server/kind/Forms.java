package dev.keelson.apiserver.server.kind;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The forms of small texts other than names: ports, keys, percentages, paths. Each method has the
 * messages of apimachinery's {@code util/validation}, none for what is right.
 */
public final class Forms {
  private static final int LONGEST_PORT_NAME = 15;
  private static final int LONGEST_KEY = 253;

  private Forms() {}

  /** A port's, or a service's. */
  public static List<String> portName(String name) {
    boolean letter = false;
    boolean charset = !name.isEmpty();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      letter |= c >= 'a' && c <= 'z';
      charset &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
    boolean edges = !name.startsWith("-") && !name.endsWith("-");
    boolean apart = !name.contains("--");
    if (letter && charset && edges && apart && name.length() <= LONGEST_PORT_NAME) {
      return List.of();
    }
    List<String> wrong = new ArrayList<>();
    if (name.length() > LONGEST_PORT_NAME) {
      wrong.add("must be no more than 15 characters");
    }
    if (!charset) {
      wrong.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (!letter) {
      wrong.add("must contain at least one letter (a-z)");
    }
    if (!apart) {
      wrong.add("must not contain consecutive hyphens");
    }
    if (!edges) {
      wrong.add("must not begin or end with a hyphen");
    }
    return wrong;
  }

  public static boolean isPort(long number) {
    return number >= 1 && number <= 65535;
  }

  /** Printable ASCII other than {@code =}. */
  public static List<String> variableName(String name) {
    if (name.isEmpty()) {
      return List.of("environment variable name must be non-empty");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c > '~' || c == '=') {
        return List.of(
            "a valid environment variable name must consist only of printable ASCII characters"
                + " other than '='");
      }
    }
    return List.of();
  }

  /** Of a config map or a secret. */
  public static List<String> configKey(String key) {
    List<String> wrong = new ArrayList<>(0);
    if (key.length() > LONGEST_KEY) {
      wrong.add("must be no more than 253 characters");
    }
    if (key.isEmpty() || !only(key, "-._")) {
      wrong.add(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
              + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
              + " '[-._a-zA-Z0-9]+')");
    }
    switch (key) {
      case "." -> wrong.add("must not be '.'");
      case ".." -> wrong.add("must not be '..'");
      default -> {
        if (key.startsWith("..")) {
          wrong.add("must not start with '..'");
        }
      }
    }
    return wrong;
  }

  public static List<String> httpHeader(String name) {
    return !name.isEmpty() && only(name, "-")
        ? List.of()
        : List.of(
            "a valid HTTP header must consist of alphanumeric characters or '-' (e.g."
                + " 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')");
  }

  public static List<String> percent(String text) {
    return isPercent(text)
        ? List.of()
        : List.of(
            "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',"
                + "  or '93%', regex used for validation is '[0-9]+%')");
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

  /** What can stand between two slashes of a request's path. */
  public static List<String> pathSegment(String name) {
    if (name.equals(".") || name.equals("..")) {
      return List.of("may not be '" + name + "'");
    }
    List<String> wrong = new ArrayList<>(0);
    if (name.contains("/")) {
      wrong.add("may not contain '/'");
    }
    if (name.contains("%")) {
      wrong.add("may not contain '%'");
    }
    return wrong;
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

  /** Letters and digits of ASCII, and those of {@code others}. */
  static boolean only(String text, String others) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!word && others.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
