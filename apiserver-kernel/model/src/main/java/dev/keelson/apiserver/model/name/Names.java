package dev.keelson.apiserver.model.name;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Rules for names. Each answers what is wrong, in the words of apimachinery; nothing if nothing is.
 * Lengths are of UTF-8 bytes.
 */
public final class Names {
  private static final int LABEL = 63;
  private static final int SUBDOMAIN = 253;

  private static final String LABEL_1123 = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String LABEL_1123_ = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
  private static final String SUBDOMAIN_1123 = LABEL_1123 + "(\\." + LABEL_1123 + ")*";
  private static final String SUBDOMAIN_1123_ = LABEL_1123_ + "(\\." + LABEL_1123_ + ")*";
  private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
  private static final String WILDCARD = "\\*\\." + SUBDOMAIN_1123;
  private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final String LABEL_VALUE = "(" + QUALIFIED + ")?";

  private Names() {}

  /** Of namespaces, services' ports' names and the like: {@code my-name}, 63 at most. */
  public static List<String> label1123(String value) {
    List<String> wrong = longerThan(LABEL, "characters", value);
    if (!Shapes.isLabel1123(value)) {
      wrong.add(
          Shapes.isSubdomain1123(value)
              ? "must not contain dots"
              : mismatch(
                  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters"
                      + " or '-', and must start and end with an alphanumeric character",
                  LABEL_1123,
                  "my-name",
                  "123-abc"));
    }
    return List.copyOf(wrong);
  }

  /** Of most objects: {@code example.com}, 253 at most. */
  public static List<String> subdomain1123(String value) {
    return subdomain1123(value, "characters");
  }

  private static List<String> subdomain1123(String value, String unit) {
    List<String> wrong = longerThan(SUBDOMAIN, unit, value);
    if (!Shapes.isSubdomain1123(value)) {
      wrong.add(
          mismatch(
              "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters,"
                  + " '-' or '.', and must start and end with an alphanumeric character",
              SUBDOMAIN_1123,
              "example.com"));
    }
    return List.copyOf(wrong);
  }

  /** As {@link #subdomain1123}, with underscores. */
  public static List<String> subdomain1123WithUnderscore(String value) {
    List<String> wrong = longerThan(SUBDOMAIN, "characters", value);
    if (!Shapes.isSubdomain1123WithUnderscore(value)) {
      wrong.add(
          mismatch(
              "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters,"
                  + " '_', '-' or '.', and must start and end with an alphanumeric character",
              SUBDOMAIN_1123_,
              "example.com"));
    }
    return List.copyOf(wrong);
  }

  /** Of services: {@code my-name}, a letter first, 63 at most. */
  public static List<String> label1035(String value) {
    List<String> wrong = longerThan(LABEL, "characters", value);
    if (!Shapes.isLabel1035(value)) {
      wrong.add(
          mismatch(
              "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start"
                  + " with an alphabetic character, and end with an alphanumeric character",
              LABEL_1035,
              "my-name",
              "abc-123"));
    }
    return List.copyOf(wrong);
  }

  /** {@code *.example.com}. */
  public static List<String> wildcardSubdomain1123(String value) {
    List<String> wrong = longerThan(SUBDOMAIN, "characters", value);
    if (!value.startsWith("*.") || !Shapes.isSubdomain1123(value.substring(2))) {
      wrong.add(
          mismatch(
              "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS"
                  + " subdomain, which must consist of lower case alphanumeric characters, '-' or"
                  + " '.' and end with an alphanumeric character",
              WILDCARD,
              "*.example.com"));
    }
    return List.copyOf(wrong);
  }

  /** Of labels' keys, resources, finalizers: {@code example.com/MyName}, the prefix optional. */
  public static List<String> qualifiedName(String value) {
    String[] parts = value.split("/", -1);
    String shape =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
            + " alphanumeric character";
    if (parts.length > 2) {
      return List.of(
          "a valid label key "
              + mismatch(shape, QUALIFIED, "MyName", "my.name", "123-abc")
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    }
    List<String> wrong = new ArrayList<>();
    if (parts.length == 2) {
      if (parts[0].isEmpty()) {
        wrong.add("prefix part must be non-empty");
      } else {
        subdomain1123(parts[0], "bytes").forEach(each -> wrong.add("prefix part " + each));
      }
    }
    String name = parts[parts.length - 1];
    if (name.isEmpty()) {
      wrong.add("name part must be non-empty");
    }
    longerThan(LABEL, "bytes", name).forEach(each -> wrong.add("name part " + each));
    if (!Shapes.isQualified(name)) {
      wrong.add("name part " + mismatch(shape, QUALIFIED, "MyName", "my.name", "123-abc"));
    }
    return List.copyOf(wrong);
  }

  /** May be "". */
  public static List<String> labelValue(String value) {
    List<String> wrong = longerThan(LABEL, "bytes", value);
    if (!value.isEmpty() && !Shapes.isQualified(value)) {
      wrong.add(
          mismatch(
              "a valid label must be an empty string or consist of alphanumeric characters, '-',"
                  + " '_' or '.', and must start and end with an alphanumeric character",
              LABEL_VALUE,
              "MyValue",
              "my_value",
              "12345"));
    }
    return List.copyOf(wrong);
  }

  /** Of RBAC's objects: what fits into one segment of a URL. May be "". */
  public static List<String> pathSegment(String value) {
    return value.equals(".") || value.equals("..")
        ? List.of("may not be '" + value + "'")
        : pathSegmentPrefix(value);
  }

  /** Of what something will be appended to. */
  public static List<String> pathSegmentPrefix(String value) {
    List<String> wrong = new ArrayList<>();
    for (String each : List.of("/", "%")) {
      if (value.contains(each)) {
        wrong.add("may not contain '" + each + "'");
      }
    }
    return List.copyOf(wrong);
  }

  /**
   * A rule for names as one for {@code generateName}: a dash may stand at the end, since something
   * will follow. (As upstream, it looks at the name without its last two characters.)
   */
  public static Function<String, List<String>> asPrefix(Function<String, List<String>> rule) {
    return value ->
        rule.apply(
            value.length() > 1 && value.endsWith("-")
                ? value.substring(0, value.length() - 2) + "a"
                : value);
  }

  /** Of containers' ports: 15 at most. */
  public static List<String> portName(String value) {
    List<String> wrong = longerThan(15, "characters", value);
    if (!Shapes.matches("[-a-z0-9]+", value)) {
      wrong.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (value.chars().noneMatch(each -> each >= 'a' && each <= 'z')) {
      wrong.add("must contain at least one letter (a-z)");
    }
    if (value.contains("--")) {
      wrong.add("must not contain consecutive hyphens");
    }
    if (value.startsWith("-") || value.endsWith("-")) {
      wrong.add("must not begin or end with a hyphen");
    }
    return List.copyOf(wrong);
  }

  public static List<String> portNumber(long port) {
    return inRange(port, 1, 65535);
  }

  /** Both ends belong to it. */
  public static List<String> inRange(long value, long least, long most) {
    return value >= least && value <= most
        ? List.of()
        : List.of("must be between %d and %d, inclusive".formatted(least, most));
  }

  /** Of the keys of ConfigMaps and Secrets: 253 at most. */
  public static List<String> configMapKey(String value) {
    List<String> wrong = longerThan(SUBDOMAIN, "characters", value);
    if (!Shapes.matches("[-._a-zA-Z0-9]+", value)) {
      wrong.add(
          mismatch(
              "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
              "[-._a-zA-Z0-9]+",
              "key.name",
              "KEY_NAME",
              "key-name"));
    }
    wrong.addAll(upwards(value));
    return List.copyOf(wrong);
  }

  /** Of environment variables, as validated since relaxed names became the rule. */
  public static List<String> environmentVariable(String value) {
    List<String> wrong = new ArrayList<>();
    if (value.isEmpty()) {
      wrong.add("environment variable name must be non-empty");
    }
    if (value.chars().anyMatch(each -> each < 0x20 || each > 0x7E || each == '=')) {
      wrong.add(
          "a valid environment variable name must consist only of printable ASCII characters other"
              + " than '='");
    }
    return List.copyOf(wrong);
  }

  /** Of environment variables in the older, strict form. */
  public static List<String> strictEnvironmentVariable(String value) {
    List<String> wrong = new ArrayList<>();
    String shape = "[-._a-zA-Z][-._a-zA-Z0-9]*";
    if (!Shapes.matches(shape, value)) {
      wrong.add(
          mismatch(
              "a valid environment variable name must consist of alphabetic characters, digits,"
                  + " '_', '-', or '.', and must not start with a digit",
              shape,
              "my.env-name",
              "MY_ENV.NAME",
              "MyEnvName1"));
    }
    wrong.addAll(upwards(value));
    return List.copyOf(wrong);
  }

  public static List<String> cIdentifier(String value) {
    String shape = "[A-Za-z_][A-Za-z0-9_]*";
    return Shapes.matches(shape, value)
        ? List.of()
        : List.of(
            mismatch(
                "a valid C identifier must start with alphabetic character or '_', followed by a"
                    + " string of alphanumeric characters or '_'",
                shape,
                "my_name",
                "MY_NAME",
                "MyName"));
  }

  /** {@code 25%}. */
  public static List<String> percent(String value) {
    return Shapes.matches("[0-9]+%", value)
        ? List.of()
        : List.of(
            mismatch(
                "a valid percent string must be a numeric string followed by an ending '%'",
                "[0-9]+%", "1%", "93%"));
  }

  public static List<String> httpHeader(String value) {
    return Shapes.matches("[-A-Za-z0-9]+", value)
        ? List.of()
        : List.of(
            mismatch(
                "a valid HTTP header must consist of alphanumeric characters or '-'",
                "[-A-Za-z0-9]+",
                "X-Header-Name"));
  }

  private static List<String> upwards(String value) {
    return switch (value) {
      case "." -> List.of("must not be '.'");
      case ".." -> List.of("must not be '..'");
      default -> value.startsWith("..") ? List.of("must not start with '..'") : List.of();
    };
  }

  private static List<String> longerThan(int most, String unit, String value) {
    List<String> wrong = new ArrayList<>(1);
    if (value.length() > most / 3 && value.getBytes(StandardCharsets.UTF_8).length > most) {
      wrong.add("must be no more than " + most + " " + unit);
    }
    return wrong;
  }

  private static String mismatch(String rule, String regex, String... examples) {
    StringBuilder text = new StringBuilder(rule).append(" (e.g. ");
    for (int i = 0; i < examples.length; i++) {
      text.append(i > 0 ? " or " : "").append('\'').append(examples[i]).append("', ");
    }
    return text.append("regex used for validation is '").append(regex).append("')").toString();
  }
}
