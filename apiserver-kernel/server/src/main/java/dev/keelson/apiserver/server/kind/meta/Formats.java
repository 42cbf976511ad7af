package dev.keelson.apiserver.server.kind.meta;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The forms of names, with the texts of apimachinery's {@code util/validation}. Each answers what is
 * wrong; nothing where all is well. Walks over characters; no regular expression is run.
 */
public final class Formats {
  private static final String LABEL_FORM = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String SUBDOMAIN_FORM = LABEL_FORM + "(\\." + LABEL_FORM + ")*";
  private static final String KEY_FORM = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final String KEY_TEXT =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character";
  private static final int LABEL_MOST = 63;
  private static final int SUBDOMAIN_MOST = 253;

  private Formats() {}

  /** In bytes of UTF-8, as Go counts. */
  public static int length(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return text.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return text.length();
  }

  private static boolean isLowerOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  private static boolean isAlphanumeric(char c) {
    return isLowerOrDigit(c) || (c >= 'A' && c <= 'Z');
  }

  private static boolean isLabel(String text, int from, int to) {
    if (from >= to || !isLowerOrDigit(text.charAt(from)) || !isLowerOrDigit(text.charAt(to - 1))) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!isLowerOrDigit(c) && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isSubdomain(String text) {
    int from = 0;
    while (true) {
      int dot = text.indexOf('.', from);
      int to = dot < 0 ? text.length() : dot;
      if (!isLabel(text, from, to)) {
        return false;
      }
      if (dot < 0) {
        return true;
      }
      from = dot + 1;
    }
  }

  private static String tooLong(int most) {
    return "must be no more than " + most + " characters";
  }

  /** A text about a form, its examples, and the form itself. */
  public static String regexText(String text, String form, String... examples) {
    StringBuilder all = new StringBuilder(text).append(" (");
    if (examples.length > 0) {
      all.append("e.g. ");
      for (int i = 0; i < examples.length; i++) {
        all.append(i > 0 ? " or " : "").append('\'').append(examples[i]).append("', ");
      }
    }
    return all.append("regex used for validation is '").append(form).append("')").toString();
  }

  public static String betweenText(long low, long high) {
    return "must be between " + low + " and " + high + ", inclusive";
  }

  /** RFC 1123, at most 253. */
  public static List<String> subdomain(String text) {
    List<String> wrong = new ArrayList<>(0);
    if (length(text) > SUBDOMAIN_MOST) {
      wrong.add(tooLong(SUBDOMAIN_MOST));
    }
    if (!isSubdomain(text)) {
      wrong.add(
          regexText(
              "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters,"
                  + " '-' or '.', and must start and end with an alphanumeric character",
              SUBDOMAIN_FORM,
              "example.com"));
    }
    return wrong;
  }

  /** {@code *.} and a subdomain. */
  public static List<String> wildcardSubdomain(String text) {
    List<String> wrong = new ArrayList<>(0);
    if (length(text) > SUBDOMAIN_MOST) {
      wrong.add(tooLong(SUBDOMAIN_MOST));
    }
    if (!text.startsWith("*.") || !isSubdomain(text.substring(2))) {
      wrong.add(
          regexText(
              "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS"
                  + " subdomain, which must consist of lower case alphanumeric characters, '-' or"
                  + " '.' and end with an alphanumeric character",
              "\\*\\." + SUBDOMAIN_FORM,
              "*.example.com"));
    }
    return wrong;
  }

  /** RFC 1123, at most 63. */
  public static List<String> label(String text) {
    List<String> wrong = new ArrayList<>(0);
    if (length(text) > LABEL_MOST) {
      wrong.add(tooLong(LABEL_MOST));
    }
    if (!isLabel(text, 0, text.length())) {
      wrong.add(
          isSubdomain(text)
              ? "must not contain dots"
              : regexText(
                  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters"
                      + " or '-', and must start and end with an alphanumeric character",
                  LABEL_FORM,
                  "my-name",
                  "123-abc"));
    }
    return wrong;
  }

  /** RFC 1035: starts with a letter. */
  public static List<String> label1035(String text) {
    List<String> wrong = new ArrayList<>(0);
    if (length(text) > LABEL_MOST) {
      wrong.add(tooLong(LABEL_MOST));
    }
    if (!isLabel(text, 0, text.length()) || text.charAt(0) <= '9') {
      wrong.add(
          regexText(
              "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start"
                  + " with an alphabetic character, and end with an alphanumeric character",
              "[a-z]([-a-z0-9]*[a-z0-9])?",
              "my-name",
              "abc-123"));
    }
    return wrong;
  }

  /** What stands as one segment of a path. */
  public static List<String> pathSegment(String text) {
    if (text.equals(".") || text.equals("..")) {
      return List.of("may not be '" + text + "'");
    }
    return pathSegmentPrefix(text);
  }

  static List<String> pathSegmentPrefix(String text) {
    List<String> wrong = new ArrayList<>(0);
    if (text.indexOf('/') >= 0) {
      wrong.add("may not contain '/'");
    }
    if (text.indexOf('%') >= 0) {
      wrong.add("may not contain '%'");
    }
    return wrong;
  }

  private static boolean isKey(String text, int from) {
    int to = text.length();
    if (from >= to || !isAlphanumeric(text.charAt(from)) || !isAlphanumeric(text.charAt(to - 1))) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!isAlphanumeric(c) && c != '-' && c != '_' && c != '.') {
        return false;
      }
    }
    return true;
  }

  /** The key of a label: a name, and perhaps a subdomain and a slash before it. */
  public static List<String> qualifiedName(String text) {
    List<String> wrong = new ArrayList<>(0);
    int slash = text.indexOf('/');
    if (slash >= 0 && text.indexOf('/', slash + 1) >= 0) {
      return List.of(
          "a valid label key "
              + regexText(KEY_TEXT, KEY_FORM, "MyName", "my.name", "123-abc")
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    }
    if (slash == 0) {
      wrong.add("prefix part must be non-empty");
    } else if (slash > 0) {
      subdomain(text.substring(0, slash)).forEach(each -> wrong.add("prefix part " + each));
    }
    int length = length(text) - slash - 1;
    if (length == 0) {
      wrong.add("name part must be non-empty");
    } else if (length > LABEL_MOST) {
      wrong.add("name part must be no more than 63 bytes");
    }
    if (!isKey(text, slash + 1)) {
      wrong.add("name part " + regexText(KEY_TEXT, KEY_FORM, "MyName", "my.name", "123-abc"));
    }
    return wrong;
  }

  /** The value of a label; may be empty. */
  public static List<String> labelValue(String text) {
    List<String> wrong = new ArrayList<>(0);
    if (length(text) > LABEL_MOST) {
      wrong.add("must be no more than 63 bytes");
    }
    if (!text.isEmpty() && !isKey(text, 0)) {
      wrong.add(
          regexText(
              "a valid label must be an empty string or consist of alphanumeric characters, '-',"
                  + " '_' or '.', and must start and end with an alphanumeric character",
              "(" + KEY_FORM + ")?",
              "MyValue",
              "my_value",
              "12345"));
    }
    return wrong;
  }

  /** A key in a ConfigMap or Secret: it becomes a file's name. */
  public static List<String> configKey(String text) {
    List<String> wrong = new ArrayList<>(0);
    if (length(text) > SUBDOMAIN_MOST) {
      wrong.add(tooLong(SUBDOMAIN_MOST));
    }
    boolean fits = !text.isEmpty();
    for (int i = 0; fits && i < text.length(); i++) {
      char c = text.charAt(i);
      fits = isAlphanumeric(c) || c == '-' || c == '_' || c == '.';
    }
    if (!fits) {
      wrong.add(
          regexText(
              "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
              "[-._a-zA-Z0-9]+",
              "key.name",
              "KEY_NAME",
              "key-name"));
    }
    if (text.equals(".") || text.equals("..")) {
      wrong.add("must not be '" + text + "'");
    } else if (text.startsWith("..")) {
      wrong.add("must not start with '..'");
    }
    return wrong;
  }

  /** IANA_SVC_NAME: 15 at most, a letter among them. */
  public static List<String> portName(String text) {
    List<String> wrong = new ArrayList<>(0);
    if (length(text) > 15) {
      wrong.add(tooLong(15));
    }
    boolean fits = !text.isEmpty();
    boolean hasLetter = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      fits &= isLowerOrDigit(c) || c == '-';
      hasLetter |= c >= 'a' && c <= 'z';
    }
    if (!fits) {
      wrong.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (!hasLetter) {
      wrong.add("must contain at least one letter (a-z)");
    }
    if (text.contains("--")) {
      wrong.add("must not contain consecutive hyphens");
    }
    if (text.startsWith("-") || text.endsWith("-")) {
      wrong.add("must not begin or end with a hyphen");
    }
    return wrong;
  }

  /** A number that a port may have. */
  public static List<String> portNumber(long number) {
    return number >= 1 && number <= 65535 ? List.of() : List.of(betweenText(1, 65535));
  }
}
