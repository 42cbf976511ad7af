package dev.keelson.launcher.etcd;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The help: what etcd's says, for what is here. */
final class Usage {
  static final String SHORT =
      """
      Usage:

        etcd [flags]
          Run one member of a Keelson store, as etcd would.

        etcd --version
          Print the version.

        etcd -h | --help
          Print all flags.

        etcd --config-file FILE
          Take everything from FILE (YAML, keys named as flags, durations in nanoseconds);
          other flags and variables are then ignored.
      """;

  private Usage() {}

  static String flags() {
    StringBuilder out = new StringBuilder();
    Map<Flag.Group, List<Flag>> groups = new EnumMap<>(Flag.Group.class);
    for (Flag flag : EtcdFlags.all()) {
      groups.computeIfAbsent(flag.group(), _ -> new ArrayList<>()).add(flag);
    }
    groups.remove(Flag.Group.FORMER);
    groups.forEach(
        (group, flags) -> {
          out.append(group.title()).append(":\n");
          flags.forEach(flag -> append(out, flag));
          out.append('\n');
        });
    return out.append(
            """
            Every flag can be given as a variable too: ETCD_DATA_DIR for --data-dir. The command
            line wins. The experimental-... names of older versions are still understood.
            """)
        .toString();
  }

  private static void append(StringBuilder out, Flag flag) {
    String initial = flag.name().equals("data-dir") ? "${name}.etcd" : flag.initial();
    out.append("  --").append(flag.name()).append(" '").append(initial).append("'\n    ");
    out.append(flag.help()).append(note(flag.treatment())).append('\n');
  }

  private static String note(Treatment treatment) {
    return switch (treatment) {
      case IMPLEMENTED -> "";
      case WITHOUT_EFFECT -> " [accepted, without effect]";
      case PROTECTS, UNSUPPORTED -> " [not supported yet: stops the start]";
    };
  }
}
