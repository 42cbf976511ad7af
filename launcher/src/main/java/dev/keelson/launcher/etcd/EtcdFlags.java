package dev.keelson.launcher.etcd;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Every flag of etcd's that is known here, by name and in the order of the help. */
final class EtcdFlags {
  private static final Map<String, Flag> BY_NAME = index();

  private EtcdFlags() {}

  private static Map<String, Flag> index() {
    Map<String, Flag> index = new LinkedHashMap<>();
    Stream.of(
            MemberFlags.TABLE,
            ClusterFlags.TABLE,
            SecurityFlags.TABLE,
            OperationFlags.TABLE,
            ArchiveFlags.TABLE,
            FormerFlags.TABLE)
        .flatMap(List::stream)
        .forEach(flag -> index.put(flag.name(), flag));
    return index;
  }

  static List<Flag> all() {
    return List.copyOf(BY_NAME.values());
  }

  static Optional<Flag> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** For names that stand in this package's own source. */
  static Flag get(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException("no flag " + name));
  }
}
