package dev.keelson.controllers.network.endpointslice;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.BadQuantity;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.controllers.pod.PodConditions;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Each zone's part of the CPUs of all ready nodes but the control plane's.
 *
 * @param ratios by zone, one in sum; empty where a node says too little, or there is but one zone
 */
record ZoneShares(SortedMap<String, Double> ratios) {
  static final ZoneShares UNKNOWN = new ZoneShares(new TreeMap<>());

  static ZoneShares of(Collection<ApiObject> nodes) {
    SortedMap<String, Long> milli = new TreeMap<>();
    long total = 0;
    for (ApiObject node : nodes) {
      JsonObject labels = node.metadata().object("labels");
      if (labels.has("node-role.kubernetes.io/control-plane")
          || labels.has("node-role.kubernetes.io/master")
          || !PodConditions.isTrue(node, PodConditions.READY)) {
        continue;
      }
      String zone = labels.text(PodEndpoints.ZONE_LABEL);
      long cpu = cpu(node);
      if (zone.isEmpty() || cpu == 0) {
        return UNKNOWN;
      }
      milli.merge(zone, cpu, Long::sum);
      total += cpu;
    }
    if (milli.size() < 2) {
      return UNKNOWN;
    }
    SortedMap<String, Double> ratios = new TreeMap<>();
    for (Map.Entry<String, Long> each : milli.entrySet()) {
      ratios.put(each.getKey(), (double) each.getValue() / total);
    }
    return new ZoneShares(ratios);
  }

  /** Thousandths. */
  private static long cpu(ApiObject node) {
    String text = node.status().object("allocatable").text("cpu");
    try {
      return text.isEmpty() ? 0 : Quantity.parse(text).milliValue();
    } catch (BadQuantity _) {
      return 0;
    }
  }

  boolean isKnown() {
    return !ratios.isEmpty();
  }

  /**
   * Whether some zone has so few of the endpoints that they would bear a fifth more than others.
   *
   * @param endpoints hinted for each zone
   */
  boolean isOverloaded(Map<String, Integer> endpoints) {
    if (endpoints.isEmpty()) {
      return false;
    }
    if (!isKnown()) {
      return true;
    }
    int total = endpoints.values().stream().mapToInt(Integer::intValue).sum();
    return ratios.entrySet().stream()
        .anyMatch(
            zone ->
                Optional.ofNullable(endpoints.get(zone.getKey())).orElse(0)
                        < Allocation.least(zone.getValue() * total)
                    || !endpoints.containsKey(zone.getKey()));
  }
}
