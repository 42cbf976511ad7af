package dev.keelson.scheduler.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Nodes in the order in which they are tried: one of each zone in turn. */
final class ZoneOrder {
  private ZoneOrder() {}

  static List<NodeInfo> of(Iterable<NodeInfo> nodes) {
    Map<String, List<NodeInfo>> zones = new LinkedHashMap<>();
    int count = 0;
    for (NodeInfo each : nodes) {
      zones.computeIfAbsent(each.node().zone(), _ -> new ArrayList<>()).add(each);
      count++;
    }
    if (zones.size() == 1) {
      return zones.values().iterator().next();
    }
    List<NodeInfo> ordered = new ArrayList<>(count);
    for (int round = 0; ordered.size() < count; round++) {
      for (List<NodeInfo> zone : zones.values()) {
        if (round < zone.size()) {
          ordered.add(zone.get(round));
        }
      }
    }
    return ordered;
  }
}
