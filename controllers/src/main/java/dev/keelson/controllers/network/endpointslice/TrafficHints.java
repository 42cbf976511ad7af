package dev.keelson.controllers.network.endpointslice;

import dev.keelson.controllers.network.slice.Endpoint;
import java.util.List;

/** Hints of {@code spec.trafficDistribution}: each endpoint for its own zone, or its own node. */
final class TrafficHints {
  private TrafficHints() {}

  static boolean isKnown(String distribution) {
    return switch (distribution) {
      case "PreferClose", "PreferSameZone", "PreferSameNode" -> true;
      default -> false;
    };
  }

  /** An endpoint that is not ready keeps what it has: nobody is sent there. */
  static Endpoint on(Endpoint endpoint, String distribution) {
    if (!endpoint.isReady()) {
      return endpoint;
    }
    List<String> nodes =
        distribution.equals("PreferSameNode") ? only(endpoint.nodeName()) : List.of();
    return endpoint.withHints(only(endpoint.zone()), nodes);
  }

  private static List<String> only(String name) {
    return name.isEmpty() ? List.of() : List.of(name);
  }
}
