package dev.keelson.launcher.etcd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@code ETCD_*} variables add to a command line. The command line wins. An empty variable
 * counts as unset.
 *
 * @param given flags with the values they end up with
 * @param used variables that had a say
 * @param shadowed variables whose flag was given as well
 * @param unknown variables that start with ETCD_ and name no flag
 */
record Environment(
    Map<String, String> given, List<String> used, List<String> shadowed, List<String> unknown) {
  static final String CONFIG_FILE = "ETCD_CONFIG_FILE";

  /** Ours or etcd's own, but no flags. */
  private static final Set<String> OTHERS = Set.of(CONFIG_FILE, "ETCD_UNSUPPORTED_ARCH");

  /** Throws {@link BadSetting} with etcd's text for a value that its flag would not take. */
  static Environment over(Map<String, String> commandLine, Map<String, String> variables) {
    Map<String, String> given = new LinkedHashMap<>(commandLine);
    List<String> used = new ArrayList<>();
    List<String> shadowed = new ArrayList<>();
    Map<String, String> left = new TreeMap<>(variables);
    left.keySet().removeIf(name -> !name.startsWith("ETCD_") || OTHERS.contains(name));
    for (Flag flag : EtcdFlags.all()) {
      String value = left.remove(flag.variable());
      if (value == null || value.isEmpty()) {
        continue;
      }
      String target = flag.aliasOf().orElse(flag.name());
      if (commandLine.containsKey(target)) {
        shadowed.add(flag.variable());
        continue;
      }
      Optional<String> complaint = flag.type().complaint(value);
      if (complaint.isPresent()) {
        throw new BadSetting(
            "invalid value \"%s\" for %s: %s".formatted(value, flag.variable(), complaint.get()));
      }
      given.put(target, value);
      used.add(flag.variable());
    }
    return new Environment(given, used, shadowed, List.copyOf(left.keySet()));
  }
}
