package dev.keelson.launcher.etcd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code --feature-gates}: names known to etcd; an unknown one stops the start. */
final class FeatureGates {
  /** Whether a Keelson member does what the gate asks for. */
  private enum Here {
    ALWAYS,
    NOT_YET
  }

  private static final Map<String, Here> KNOWN = known();

  private FeatureGates() {}

  private static Map<String, Here> known() {
    Map<String, Here> known = new LinkedHashMap<>();
    known.put("AllAlpha", Here.NOT_YET);
    known.put("AllBeta", Here.ALWAYS);
    known.put("CompactHashCheck", Here.NOT_YET);
    known.put("FastLeaseKeepAlive", Here.ALWAYS);
    known.put("InitialCorruptCheck", Here.NOT_YET);
    known.put("LeaseCheckpoint", Here.ALWAYS);
    known.put("LeaseCheckpointPersist", Here.ALWAYS);
    known.put("PriorityRequest", Here.NOT_YET);
    known.put("SetMemberLocalAddr", Here.NOT_YET);
    known.put("StopGRPCServiceOnDefrag", Here.NOT_YET);
    known.put("TxnModeWriteWithSharedBuffer", Here.ALWAYS);
    return known;
  }

  static List<String> names() {
    return List.copyOf(KNOWN.keySet());
  }

  static Optional<String> complaint(String list) {
    try {
      parse(list);
      return Optional.empty();
    } catch (BadSetting e) {
      return Optional.of(e.line());
    }
  }

  static Map<String, Boolean> parse(String list) {
    Map<String, Boolean> gates = new LinkedHashMap<>();
    for (String each : list.split(",")) {
      if (each.isEmpty()) {
        continue;
      }
      String[] pair = each.split("=", 2);
      String name = pair[0].strip();
      if (pair.length < 2) {
        throw new BadSetting("missing bool value for " + name);
      }
      boolean on =
          FlagType.bool(pair[1].strip())
              .orElseThrow(
                  () -> new BadSetting("invalid value of " + name + "=" + pair[1].strip()));
      if (!KNOWN.containsKey(name)) {
        throw new BadSetting("unrecognized feature gate: " + name);
      }
      gates.put(name, on);
    }
    return gates;
  }

  /** Gates that are asked for and change nothing. */
  static List<String> withoutEffect(String list) {
    List<String> names = new ArrayList<>();
    parse(list)
        .forEach(
            (name, on) -> {
              if (on == (KNOWN.get(name) == Here.NOT_YET)) {
                names.add(name + "=" + on);
              }
            });
    return names;
  }
}
