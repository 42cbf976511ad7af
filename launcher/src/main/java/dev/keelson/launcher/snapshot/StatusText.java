package dev.keelson.launcher.snapshot;

import dev.keelson.raftstore.backup.FileStatus;
import java.util.List;
import java.util.Locale;

/** A file's status in etcdutl's words. */
final class StatusText {
  private static final List<String> HEADING =
      List.of("HASH", "REVISION", "TOTAL KEYS", "TOTAL SIZE", "VERSION");
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private StatusText() {}

  /** {@code format}: simple, table, json, fields. Throws {@link Misuse} for another. */
  static String of(FileStatus status, String format) {
    return switch (format) {
      case "simple" -> String.join(", ", row(status));
      case "table" -> table(row(status));
      case "json" ->
          "{\"hash\":%s,\"revision\":%d,\"totalKey\":%d,\"totalSize\":%d,\"version\":\"%s\"}"
              .formatted(
                  Integer.toUnsignedString(status.hash()),
                  status.revision(),
                  status.keys(),
                  status.size(),
                  status.version());
      case "fields" ->
          "\"Hash\" : %s%n\"Revision\" : %d%n\"Keys\" : %d%n\"Size\" : %d%n\"Version\" : %s"
              .formatted(
                  Integer.toUnsignedString(status.hash()),
                  status.revision(),
                  status.keys(),
                  status.size(),
                  status.version());
      default -> throw new Misuse("unsupported output format");
    };
  }

  private static List<String> row(FileStatus status) {
    return List.of(
        Integer.toHexString(status.hash()),
        Long.toString(status.revision()),
        Long.toString(status.keys()),
        size(status.size()),
        status.version());
  }

  private static String table(List<String> row) {
    StringBuilder rule = new StringBuilder("+");
    StringBuilder heading = new StringBuilder("|");
    StringBuilder values = new StringBuilder("|");
    for (int i = 0; i < row.size(); i++) {
      int width = Math.max(HEADING.get(i).length(), row.get(i).length());
      rule.append("-".repeat(width + 2)).append('+');
      heading.append(centred(HEADING.get(i), width)).append('|');
      values.append((" %" + width + "s |").formatted(row.get(i)));
    }
    return String.join(System.lineSeparator(), rule, heading, rule, values, rule);
  }

  private static String centred(String text, int width) {
    int left = (width - text.length()) / 2;
    return " ".repeat(left + 1) + text + " ".repeat(width - text.length() - left + 1);
  }

  /** In powers of a thousand, with a digit after the point below ten. */
  static String size(long bytes) {
    if (bytes < 10) {
      return bytes + " B";
    }
    int unit = 0;
    double value = bytes;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    double rounded = Math.floor(value * 10 + 0.5) / 10;
    // Go rounds halves to the even digit.
    return rounded < 10
        ? String.format(Locale.ROOT, "%.1f %s", rounded, UNITS[unit])
        : "%d %s".formatted((long) Math.rint(rounded), UNITS[unit]);
  }
}
