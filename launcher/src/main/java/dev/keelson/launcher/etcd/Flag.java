package dev.keelson.launcher.etcd;

import java.util.Locale;
import java.util.Optional;

/**
 * One flag of etcd's.
 *
 * @param name without dashes
 * @param initial its default, as it would be typed
 * @param aliasOf the flag that this older name sets; empty for a flag of its own. Aliases are left
 *     out of the help
 */
record Flag(
    Group group,
    String name,
    FlagType type,
    String initial,
    Treatment treatment,
    String help,
    Optional<String> aliasOf) {

  /** The headings of the help, in its order. */
  enum Group {
    MEMBER("Member"),
    CLUSTERING("Clustering"),
    SECURITY("Security"),
    AUTH("Auth"),
    MONITORING("Profiling and Monitoring"),
    LOGGING("Logging"),
    TRACING("Distributed tracing"),
    ARCHIVE("Archive (Keelson's own)"),
    FEATURES("Features"),
    UNSAFE("Unsafe feature"),
    FORMER("Former names");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  static Flag flag(
      Group group, String name, FlagType type, String initial, Treatment treatment, String help) {
    return new Flag(group, name, type, initial, treatment, help, Optional.empty());
  }

  /** {@code ETCD_DATA_DIR} for {@code data-dir}. */
  String variable() {
    return "ETCD_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
