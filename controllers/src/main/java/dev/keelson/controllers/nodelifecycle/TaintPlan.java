package dev.keelson.controllers.nodelifecycle;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.node.NodeView;
import dev.keelson.controllers.node.Taint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which taints a node should have, by its conditions. Pure. */
record TaintPlan(List<Taint> wanted, List<Taint> unwanted) {
  static final Taint NOT_READY = Taint.of(Taint.NOT_READY, Taint.NO_EXECUTE);
  static final Taint UNREACHABLE = Taint.of(Taint.UNREACHABLE, Taint.NO_EXECUTE);

  /** Condition and status, joined, to the key. */
  private static final Map<String, String> KEYS =
      Map.of(
          "Ready=False", Taint.NOT_READY,
          "Ready=Unknown", Taint.UNREACHABLE,
          "MemoryPressure=True", Taint.MEMORY_PRESSURE,
          "DiskPressure=True", Taint.DISK_PRESSURE,
          "NetworkUnavailable=True", Taint.NETWORK_UNAVAILABLE,
          "PIDPressure=True", Taint.PID_PRESSURE);

  /** Keys that are ours to take away. */
  private static final Set<String> OURS =
      Set.of(
          Taint.NOT_READY,
          Taint.UNREACHABLE,
          Taint.MEMORY_PRESSURE,
          Taint.DISK_PRESSURE,
          Taint.NETWORK_UNAVAILABLE,
          Taint.PID_PRESSURE,
          Taint.UNSCHEDULABLE);

  boolean isNothing() {
    return wanted.isEmpty() && unwanted.isEmpty();
  }

  /** NoSchedule, which follows the conditions at once. */
  static TaintPlan ofNoSchedule(NodeView node) {
    Map<String, Taint> should = new HashMap<>();
    node.conditions()
        .objects()
        .map(each -> KEYS.getOrDefault(each.text("type") + "=" + each.text("status"), ""))
        .filter(key -> !key.isEmpty())
        .forEach(key -> should.put(key, Taint.of(key, Taint.NO_SCHEDULE)));
    if (node.isUnschedulable()) {
      should.put(Taint.UNSCHEDULABLE, Taint.of(Taint.UNSCHEDULABLE, Taint.NO_SCHEDULE));
    }
    List<Taint> unwanted = new ArrayList<>();
    for (Taint has : node.taints(Taint.NO_SCHEDULE)) {
      if (OURS.contains(has.key()) && should.remove(has.key()) == null) {
        unwanted.add(has);
      }
    }
    return new TaintPlan(
        should.values().stream().sorted((a, b) -> a.key().compareTo(b.key())).toList(), unwanted);
  }

  /** NoExecute, of which a node has at most one of ours. */
  static TaintPlan ofNoExecute(String ready) {
    return switch (ready) {
      case "False" -> new TaintPlan(List.of(NOT_READY), List.of(UNREACHABLE));
      case "Unknown" -> new TaintPlan(List.of(UNREACHABLE), List.of(NOT_READY));
      default -> new TaintPlan(List.of(), List.of(NOT_READY, UNREACHABLE));
    };
  }

  /** The old labels of operating system and architecture, as the present ones say; may be empty. */
  static JsonObject labels(NodeView node) {
    Map<String, String> labels = node.object().labels();
    JsonObject change = JsonObject.EMPTY;
    for (String name : List.of("os", "arch")) {
      String value = labels.getOrDefault("kubernetes.io/" + name, "");
      String old = "beta.kubernetes.io/" + name;
      if (labels.containsKey("kubernetes.io/" + name) && !value.equals(labels.get(old))) {
        change = change.with(old, value);
      }
    }
    return change;
  }
}
