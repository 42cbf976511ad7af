package dev.keelson.apiserver.server.kind.network;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.Preparations;
import java.util.HashSet;
import java.util.List;

/**
 * Upstream's strategy of services. When the type changes, what the old type had and the new one may
 * not have is dropped, unless the request changed it too: then it is left for validation to refuse.
 */
final class ServicePreparation implements Preparation {
  private static final JsonObject NO_STATUS = JsonObject.of("loadBalancer", JsonObject.EMPTY);

  @Override
  public ApiObject forCreate(ApiObject object) {
    return object
        .withSpec(ServiceDefaults::bothClusterIps)
        .withSpec(ServicePreparation::withoutTraffic)
        .with("status", NO_STATUS);
  }

  /** Upstream drops it whenever it reads one. */
  private static JsonObject withoutTraffic(JsonObject spec) {
    return new ServiceShape(spec).isExternalName() ? spec.without("internalTrafficPolicy") : spec;
  }

  @Override
  public ApiObject forUpdate(ApiObject next, ApiObject before) {
    ServiceShape old = ServiceShape.of(before);
    JsonObject spec = next.spec();
    if (!old.isExternalName() && ServiceShape.of(next).isExternalName()) {
      spec = withoutAddresses(spec, old.spec());
    }
    spec = withoutTraffic(withoutPorts(spec, old));
    ApiObject kept = Preparations.kept(next.with("spec", spec), before, "status");
    return new ServiceShape(spec).isLoadBalancer()
        ? kept
        : kept.withStatus(status -> status.with("loadBalancer", JsonObject.EMPTY));
  }

  @Override
  public ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
    return Preparations.onlyStatus(next, before);
  }

  private static JsonObject withoutAddresses(JsonObject spec, JsonObject old) {
    JsonObject changed = spec;
    if (areSame(spec, old, List.of("clusterIP", "clusterIPs"))) {
      changed = changed.without("clusterIP").without("clusterIPs");
    }
    for (String field : List.of("ipFamilies", "ipFamilyPolicy")) {
      if (areSame(spec, old, List.of(field))) {
        changed = changed.without(field);
      }
    }
    return changed;
  }

  private static JsonObject withoutPorts(JsonObject spec, ServiceShape old) {
    JsonObject changed = spec;
    ServiceShape next = new ServiceShape(spec);
    if (old.mayHaveNodePorts()
        && !next.mayHaveNodePorts()
        && new HashSet<>(old.nodePorts()).containsAll(next.nodePorts())) {
      changed = changed.mapEach("ports", port -> port.without("nodePort"));
    }
    if (old.needsHealthCheck() && !next.needsHealthCheck()) {
      changed = withoutSame(changed, old.spec(), "healthCheckNodePort");
    }
    if (old.isLoadBalancer() && !next.isLoadBalancer()) {
      changed = withoutSame(changed, old.spec(), "allocateLoadBalancerNodePorts");
      changed = withoutSame(changed, old.spec(), "loadBalancerClass");
    }
    if (old.isExternallyAccessible() && !next.isExternallyAccessible()) {
      changed = withoutSame(changed, old.spec(), "externalTrafficPolicy");
    }
    return changed;
  }

  private static JsonObject withoutSame(JsonObject spec, JsonObject old, String field) {
    return areSame(spec, old, List.of(field)) ? spec.without(field) : spec;
  }

  private static boolean areSame(JsonObject spec, JsonObject old, List<String> fields) {
    return fields.stream().allMatch(field -> Place.isSame(spec.get(field), old.get(field)));
  }
}
