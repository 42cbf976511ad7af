package dev.keelson.controllers.network.endpointslice;

import dev.keelson.apiserver.model.ObjectName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * The zones' shares, and which Services were given hints by them: when nodes change, some have to
 * be looked at again. Thread-safe.
 */
final class HintMemory {
  private final Supplier<ZoneShares> nodes;
  private Optional<ZoneShares> known = Optional.empty();
  private final Map<ObjectName, Map<String, SortedMap<String, Integer>>> endpoints =
      new HashMap<>();
  private final Set<ObjectName> hinted = new HashSet<>();

  /**
   * @param nodes reads them all; asked once after each change
   */
  HintMemory(Supplier<ZoneShares> nodes) {
    this.nodes = nodes;
  }

  synchronized void nodesChanged() {
    known = Optional.empty();
  }

  synchronized ZoneShares shares() {
    if (known.isEmpty()) {
      known = Optional.of(nodes.get());
    }
    return known.get();
  }

  synchronized List<ObjectName> overloaded() {
    if (endpoints.isEmpty()) {
      return List.of();
    }
    ZoneShares shares = shares();
    return endpoints.entrySet().stream()
        .filter(each -> each.getValue().values().stream().anyMatch(shares::isOverloaded))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * @param zones to the endpoints hinted for each
   * @return whether the Service had none before
   */
  synchronized boolean gave(
      ObjectName service, String addressType, SortedMap<String, Integer> zones) {
    endpoints.computeIfAbsent(service, _ -> new HashMap<>()).put(addressType, zones);
    return hinted.add(service);
  }

  /** Whether the Service had some. */
  synchronized boolean took(ObjectName service, String addressType) {
    endpoints.computeIfPresent(
        service,
        (_, families) -> {
          families.remove(addressType);
          return families.isEmpty() ? null : families;
        });
    return hinted.remove(service);
  }

  synchronized void forget(ObjectName service) {
    endpoints.remove(service);
    hinted.remove(service);
  }
}
