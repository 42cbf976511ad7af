package dev.keelson.apiserver.server.allocate;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.kind.network.ServiceAddressRules;
import dev.keelson.apiserver.server.kind.network.ServiceShape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a request leaves out and the stored service has: so that {@code apply} of a manifest without
 * addresses keeps them. Upstream's {@code normalizeClusterIPs} and {@code patchAllocatedValues}.
 */
final class ServiceHistory {
  private ServiceHistory() {}

  /** A new service: the list of addresses of the one that was named. */
  static JsonObject normalized(JsonObject spec) {
    String ip = spec.text("clusterIP");
    return !ip.isEmpty() && spec.array("clusterIPs").isEmpty()
        ? spec.with("clusterIPs", JsonArray.of(JsonString.of(ip)))
        : spec;
  }

  /** The next version, with what the one before was given. */
  static JsonObject carriedOver(JsonObject next, JsonObject before) {
    return normalized(withPorts(withAddresses(next, before), before), before);
  }

  private static JsonObject withAddresses(JsonObject next, JsonObject before) {
    if (new ServiceShape(next).isExternalName() || new ServiceShape(before).isExternalName()) {
      return next;
    }
    JsonObject carried = next;
    if (next.text("clusterIP").isEmpty() && before.isSet("clusterIP")) {
      carried = carried.with("clusterIP", before.get("clusterIP"));
    }
    if (next.array("clusterIPs").isEmpty() && !before.array("clusterIPs").isEmpty()) {
      carried = carried.with("clusterIPs", before.get("clusterIPs"));
    }
    return carried;
  }

  private static JsonObject withPorts(JsonObject next, JsonObject before) {
    ServiceShape shape = new ServiceShape(next);
    ServiceShape old = new ServiceShape(before);
    JsonObject carried = next;
    if (shape.allocatesNodePorts() && old.allocatesNodePorts()) {
      Set<Integer> used = new HashSet<>(old.nodePorts());
      used.retainAll(shape.nodePorts());
      Map<String, Long> byName = new HashMap<>();
      old.ports()
          .objects()
          .forEach(port -> byName.put(port.text("name"), port.number("nodePort", 0)));
      carried =
          carried.mapEach(
              "ports",
              port -> {
                long was = byName.getOrDefault(port.text("name"), 0L);
                return port.number("nodePort", 0) == 0 && was != 0 && !used.contains((int) was)
                    ? port.with("nodePort", was)
                    : port;
              });
    }
    return shape.needsHealthCheck()
            && old.needsHealthCheck()
            && shape.healthCheckNodePort() == 0
            && old.healthCheckNodePort() != 0
        ? carried.with("healthCheckNodePort", old.healthCheckNodePort())
        : carried;
  }

  /** Of two fields that say one thing, the one that the request changed is believed. */
  private static JsonObject normalized(JsonObject next, JsonObject before) {
    String ip = next.text("clusterIP");
    String was = before.text("clusterIP");
    List<String> ips = new ServiceShape(next).clusterIps();
    List<String> wereIps = new ServiceShape(before).clusterIps();
    JsonObject changed = next;
    if (ips.isEmpty() && !wereIps.isEmpty() && ip.equals(was)) {
      changed = changed.with("clusterIPs", before.get("clusterIPs"));
      ips = wereIps;
    }
    if (ip.equals(was) || !ips.equals(wereIps)) {
      return changed;
    }
    return ip.isEmpty()
        ? changed.without("clusterIPs")
        : changed.with("clusterIPs", JsonArray.of(JsonString.of(ip)));
  }

  /** A service as it is read: one that was stored before there were families gets them. */
  static ApiObject onRead(ApiObject service, String usual) {
    JsonObject spec = normalized(service.spec());
    ServiceShape shape = new ServiceShape(spec);
    if (shape.isExternalName()) {
      return service.with("spec", spec.without("internalTrafficPolicy"));
    }
    if (!shape.families().isEmpty()) {
      return service.with("spec", spec);
    }
    List<String> families;
    if (shape.isHeadless()) {
      families = shape.hasSelector() ? List.of(usual) : List.of(usual, Families.other(usual));
    } else {
      families = shape.clusterIps().stream().map(ServiceAddressRules::familyOf).toList();
    }
    if (families.isEmpty()) {
      return service.with("spec", spec);
    }
    return service.with(
        "spec",
        spec.with("ipFamilies", JsonArray.ofText(families))
            .with("ipFamilyPolicy", families.size() == 1 ? "SingleStack" : "RequireDualStack"));
  }
}
