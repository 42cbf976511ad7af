package dev.keelson.launcher.etcd;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a flag's text must look like; the complaints are those of Go's flag package. */
enum FlagType {
  STRING,
  BOOL,
  UINT,
  UINT32,
  INT,
  DURATION,
  URLS,
  /** Comma-separated. */
  STRINGS,
  CLUSTER_STATE,
  DISCOVERY_FALLBACK,
  FEATURE_GATES;

  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

  /** Empty if {@code text} is a value of this type, else the complaint. */
  Optional<String> complaint(String text) {
    return switch (this) {
      case STRING, STRINGS -> Optional.empty();
      case BOOL -> bool(text).isPresent() ? Optional.empty() : Optional.of("parse error");
      case UINT -> number(text, 0, Long.MAX_VALUE);
      case UINT32 -> number(text, 0, 0xffff_ffffL);
      case INT -> number(text, Long.MIN_VALUE, Long.MAX_VALUE);
      case DURATION ->
          GoDuration.parse(text).isPresent() ? Optional.empty() : Optional.of("parse error");
      case URLS -> EtcdUrl.complaint(text);
      case CLUSTER_STATE -> oneOf(text, List.of("new", "existing"));
      case DISCOVERY_FALLBACK -> oneOf(text, List.of("exit", "proxy"));
      case FEATURE_GATES -> FeatureGates.complaint(text);
    };
  }

  static Optional<Boolean> bool(String text) {
    if (TRUE.contains(text)) {
      return Optional.of(true);
    }
    return FALSE.contains(text) ? Optional.of(false) : Optional.empty();
  }

  private static Optional<String> oneOf(String text, List<String> words) {
    return words.contains(text) ? Optional.empty() : Optional.of("invalid value");
  }

  private static Optional<String> number(String text, long low, long high) {
    try {
      long value = parse(text);
      if (value < low) {
        return Optional.of("parse error"); // Go's unsigned numbers know no sign
      }
      return value > high ? Optional.of("value out of range") : Optional.empty();
    } catch (NumberFormatException _) {
      boolean signed = low < 0 && text.startsWith("-");
      String digits = signed ? text.substring(1) : text;
      return Optional.of(digits.matches("[0-9]+") ? "value out of range" : "parse error");
    }
  }

  /** Go's base 0: decimal, 0x, 0o or 0 for octal, 0b; underscores between digits. */
  static long parse(String text) {
    if (!text.matches("[+-]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]+|[0-9][0-9_]*)")) {
      throw new NumberFormatException(text);
    }
    boolean negative = text.startsWith("-");
    String digits = text.replaceFirst("^[+-]", "").replace("_", "");
    int radix = 10;
    if (digits.matches("0[xX].*")) {
      radix = 16;
      digits = digits.substring(2);
    } else if (digits.matches("0[bB].*")) {
      radix = 2;
      digits = digits.substring(2);
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      radix = 8;
      digits = digits.replaceFirst("^0[oO]?", "");
    }
    return Long.parseLong(negative ? "-" + digits : digits, radix);
  }
}
