package dev.keelson.controllers.network.endpointslice;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many endpoints a zone is to have.
 *
 * @param most beyond which another zone would have too few
 * @param desired by its share of the CPUs
 */
record Allocation(int most, double desired) {
  /** How much more than its part an endpoint may have to bear. */
  private static final double OVERLOAD = 0.2;

  /** By zone, or why there is none. */
  sealed interface Outcome {}

  record Allocated(SortedMap<String, Allocation> zones) implements Outcome {}

  record Impossible(String why) implements Outcome {}

  static int least(double desired) {
    return (int) Math.ceil(desired * (1 / (1 + OVERLOAD)));
  }

  static Outcome of(ZoneShares shares, int endpoints) {
    if (!shares.isKnown()) {
      return new Impossible(
          "Insufficient Node information: allocatable CPU or zone not specified on one or more"
              + " nodes");
    }
    int zones = shares.ratios().size();
    String numbers = " (%d endpoints, %d zones)".formatted(endpoints, zones);
    if (zones > endpoints) {
      return new Impossible("Insufficient number of endpoints" + numbers);
    }
    int least = 0;
    for (double ratio : shares.ratios().values()) {
      least += least(ratio * endpoints);
    }
    if (least > endpoints) {
      return new Impossible(
          "Unable to allocate minimum required endpoints to each zone without exceeding overload"
              + " threshold"
              + numbers);
    }
    SortedMap<String, Allocation> all = new TreeMap<>();
    for (Map.Entry<String, Double> zone : shares.ratios().entrySet()) {
      double desired = zone.getValue() * endpoints;
      int minimum = least(desired);
      all.put(
          zone.getKey(), new Allocation(minimum + endpoints - least, Math.max(desired, minimum)));
    }
    return new Allocated(all);
  }
}
