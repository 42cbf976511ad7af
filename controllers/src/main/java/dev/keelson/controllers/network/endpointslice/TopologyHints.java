package dev.keelson.controllers.network.endpointslice;

import dev.keelson.controllers.network.slice.Endpoint;
import dev.keelson.controllers.network.slice.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Hints of the annotation {@code topology-mode: Auto}: endpoints are given to zones in proportion
 * to their CPUs, those of the own zone first; slices that need no write keep theirs where they can.
 */
final class TopologyHints {
  /** With hints for zones, or why there are none. */
  sealed interface Outcome {}

  /**
   * @param endpoints hinted for each zone
   */
  record Hinted(HintedSlices slices, SortedMap<String, Integer> endpoints) implements Outcome {}

  record Refused(String why) implements Outcome {}

  private final SortedMap<String, Allocation> allocations;
  private final SortedMap<String, Integer> hinted = new TreeMap<>();

  private TopologyHints(SortedMap<String, Allocation> allocations) {
    this.allocations = allocations;
  }

  static Outcome of(HintedSlices slices, ZoneShares shares) {
    return switch (Allocation.of(shares, slices.ready())) {
      case Allocation.Impossible(String why) -> new Refused(why);
      case Allocation.Allocated(var zones) -> new TopologyHints(zones).hint(slices);
    };
  }

  private Outcome hint(HintedSlices slices) {
    List<Slice> updates = new ArrayList<>(slices.update());
    List<Slice> same = new ArrayList<>();
    for (Slice slice : slices.unchanged()) {
      Optional<Map<String, Integer>> kept = kept(slice);
      kept.ifPresent(zones -> zones.forEach((zone, number) -> add(zone, number)));
      (kept.isPresent() ? same : updates).add(slice);
    }
    HintedSlices all = new HintedSlices(slices.create(), updates, List.of());
    boolean isComplete =
        List.of(all.create(), all.update()).stream()
            .flatMap(List::stream)
            .flatMap(slice -> slice.endpoints().stream())
            .noneMatch(each -> each.isReady() && each.zone().isEmpty());
    if (!isComplete) {
      return new Refused("One or more endpoints do not have a zone specified");
    }
    HintedSlices local = all.map(this::ownZone);
    SortedMap<String, Integer> giving = new TreeMap<>();
    SortedMap<String, Integer> receiving = new TreeMap<>();
    exchange(giving, receiving);
    HintedSlices balanced = local.map(each -> given(each, giving, receiving));
    if (hinted.isEmpty()) {
      return new Refused("No hints allocated for zones");
    }
    return new Hinted(new HintedSlices(balanced.create(), balanced.update(), same), hinted);
  }

  private void add(String zone, int number) {
    hinted.merge(zone, number, Integer::sum);
  }

  /** Hints of a slice that may stay; empty where one is missing, of no use, or one too many. */
  private Optional<Map<String, Integer>> kept(Slice slice) {
    Map<String, Integer> zones = new TreeMap<>();
    for (Endpoint each : slice.endpoints()) {
      if (!each.isReady()) {
        continue;
      }
      List<String> names = each.hintedZones();
      if (names.isEmpty() || !allocations.keySet().containsAll(names)) {
        return Optional.empty();
      }
      names.forEach(name -> zones.merge(name, 1, Integer::sum));
    }
    boolean fits =
        allocations.entrySet().stream()
            .allMatch(
                zone -> {
                  int here = zones.getOrDefault(zone.getKey(), 0);
                  return here == 0
                      || here + hinted.getOrDefault(zone.getKey(), 0) <= zone.getValue().most();
                });
    return fits ? Optional.of(zones) : Optional.empty();
  }

  private Endpoint ownZone(Endpoint endpoint) {
    if (!endpoint.isReady()) {
      return endpoint;
    }
    add(endpoint.zone(), 1);
    return endpoint.withHints(List.of(endpoint.zone()), List.of());
  }

  /** Pairs of zones of which one has an endpoint too many and the other one too few. */
  private void exchange(Map<String, Integer> giving, Map<String, Integer> receiving) {
    Map<String, Double> tooMany = new TreeMap<>();
    Map<String, Double> tooFew = new TreeMap<>();
    allocations.forEach(
        (zone, allocation) -> {
          double surplus = hinted.getOrDefault(zone, 0) - allocation.desired();
          if (surplus > 0) {
            tooMany.put(zone, surplus);
          } else if (surplus < 0) {
            tooFew.put(zone, -surplus);
          }
        });
    while (true) {
      var from = most(tooMany);
      var to = most(tooFew);
      if (from.isEmpty() || to.isEmpty()) {
        return;
      }
      double surplus = from.get().getValue();
      double lack = to.get().getValue();
      if ((surplus < 1 && lack < 1) || surplus < 0.5 || lack < 0.5) {
        return;
      }
      String giver = from.get().getKey();
      String receiver = to.get().getKey();
      giving.merge(giver, 1, Integer::sum);
      receiving.merge(receiver, 1, Integer::sum);
      tooMany.put(giver, surplus - 1);
      tooFew.put(receiver, lack - 1);
    }
  }

  private static Optional<Map.Entry<String, Double>> most(Map<String, Double> zones) {
    return zones.entrySet().stream()
        .filter(each -> each.getValue() > 0)
        .max(Map.Entry.comparingByValue());
  }

  private Endpoint given(
      Endpoint endpoint, SortedMap<String, Integer> giving, SortedMap<String, Integer> receiving) {
    if (!endpoint.isReady() || receiving.isEmpty() || !giving.containsKey(endpoint.zone())) {
      return endpoint;
    }
    String receiver = receiving.firstKey();
    takeOne(giving, endpoint.zone());
    takeOne(receiving, receiver);
    add(endpoint.zone(), -1);
    add(receiver, 1);
    return endpoint.withHints(List.of(receiver), List.of());
  }

  private static void takeOne(Map<String, Integer> zones, String zone) {
    zones.computeIfPresent(zone, (_, number) -> number == 1 ? null : Integer.valueOf(number - 1));
  }
}
