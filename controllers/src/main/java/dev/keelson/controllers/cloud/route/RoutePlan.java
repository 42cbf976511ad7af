package dev.keelson.controllers.cloud.route;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.cloud.NodeAddress;
import dev.keelson.controllers.cloud.Route;
import dev.keelson.controllers.network.IpAddress;
import dev.keelson.controllers.network.IpPrefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be done with a cloud's routes.
 *
 * @param delete before anything is made: one may be made anew
 * @param create by the name of the node
 * @param routed nodes that have ranges, and so should have routes
 */
record RoutePlan(List<Route> delete, Map<String, List<Route>> create, List<ApiObject> routed) {
  /**
   * @param clusters the cluster's ranges; routes to elsewhere are none of ours
   */
  static RoutePlan of(List<ApiObject> nodes, List<Route> routes, List<IpPrefix> clusters) {
    Map<String, Route> known = new LinkedHashMap<>();
    routes.forEach(
        route -> {
          if (!route.isBlackhole()) {
            known.put(key(route.node(), route.cidr()), route);
          }
        });
    Set<String> kept = new HashSet<>();
    Map<String, List<Route>> create = new LinkedHashMap<>();
    List<ApiObject> routed = new ArrayList<>();
    for (ApiObject node : nodes) {
      List<String> cidrs = node.spec().array("podCIDRs").texts().toList();
      if (cidrs.isEmpty()) {
        continue;
      }
      routed.add(node);
      List<NodeAddress> addresses = NodeAddress.of(node);
      for (String cidr : cidrs) {
        String key = key(node.name(), cidr);
        boolean isRight =
            Optional.ofNullable(known.get(key))
                .filter(route -> hasAddresses(route, addresses))
                .isPresent();
        if (isRight) {
          kept.add(key);
        } else {
          create
              .computeIfAbsent(node.name(), _ -> new ArrayList<>())
              .add(new Route(node.uid(), node.name(), addresses, cidr, false));
        }
      }
    }
    List<Route> delete =
        routes.stream()
            .filter(route -> isOurs(route, clusters))
            .filter(route -> route.isBlackhole() || !kept.contains(key(route.node(), route.cidr())))
            .toList();
    return new RoutePlan(delete, create, routed);
  }

  private static String key(String node, String cidr) {
    return node + " " + cidr;
  }

  /** Where the cloud keeps addresses. */
  private static boolean hasAddresses(Route route, List<NodeAddress> addresses) {
    return route.addresses().isEmpty()
        || new HashSet<>(route.addresses()).equals(new HashSet<>(addresses));
  }

  private static boolean isOurs(Route route, List<IpPrefix> clusters) {
    Optional<IpPrefix> range = IpPrefix.parse(route.cidr());
    if (range.isEmpty()) {
      return false;
    }
    int beyond = range.get().address().width() - range.get().bits();
    var lowest = range.get().address().value().shiftRight(beyond).shiftLeft(beyond);
    var highest = lowest.setBit(beyond).subtract(java.math.BigInteger.ONE);
    boolean isV6 = range.get().isV6();
    return clusters.stream()
        .anyMatch(
            cluster ->
                cluster.contains(new IpAddress(lowest, isV6))
                    || (beyond > 0 && cluster.contains(new IpAddress(highest, isV6))));
  }
}
