package dev.keelson.apiserver.server.kind.network;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.Defaults;

/**
 * Upstream's {@code SetDefaults_Service}, and the cluster IP in both its fields: {@code
 * registry/core/service/storage} makes {@code clusterIPs} of {@code clusterIP} wherever it reads.
 */
final class ServiceDefaults implements Defaults {
  /** In seconds: three hours. */
  static final int SESSION_AFFINITY = 10_800;

  @Override
  public JsonObject fill(JsonObject object) {
    JsonObject spec = filledSpec(object.object("spec"));
    JsonObject status = object.object("status");
    JsonObject balancer = status.object("loadBalancer");
    if (spec.text("type").equals("LoadBalancer")) {
      balancer = balancer.mapEach("ingress", ServiceDefaults::filledIngress);
    }
    return object.with("spec", spec).with("status", status.with("loadBalancer", balancer));
  }

  private static JsonObject filledIngress(JsonObject ingress) {
    return ingress.text("ip").isEmpty() ? ingress : ingress.withDefault("ipMode", "VIP");
  }

  private static JsonObject filledSpec(JsonObject before) {
    JsonObject spec = filledAffinity(textDefault(before, "sessionAffinity", "None"));
    spec = textDefault(spec, "type", "ClusterIP");
    spec = spec.mapEach("ports", ServiceDefaults::filledPort);
    ServiceShape shape = new ServiceShape(spec);
    if (shape.isExternallyAccessible()) {
      spec = textDefault(spec, "externalTrafficPolicy", "Cluster");
    }
    if (!shape.isExternalName()) {
      spec = spec.withDefault("internalTrafficPolicy", "Cluster");
    }
    if (shape.isLoadBalancer() && !spec.isSet("allocateLoadBalancerNodePorts")) {
      spec = spec.with("allocateLoadBalancerNodePorts", true);
    }
    return spec;
  }

  private static JsonObject textDefault(JsonObject spec, String name, String text) {
    return spec.text(name).isEmpty() ? spec.with(name, text) : spec;
  }

  private static JsonObject filledAffinity(JsonObject spec) {
    return switch (spec.text("sessionAffinity")) {
      case "None" -> spec.without("sessionAffinityConfig");
      case "ClientIP" -> {
        JsonValue timeout = spec.at("sessionAffinityConfig", "clientIP", "timeoutSeconds");
        yield timeout.isNull()
            ? spec.with(
                "sessionAffinityConfig",
                JsonObject.of(
                    "clientIP", JsonObject.of("timeoutSeconds", JsonLong.of(SESSION_AFFINITY))))
            : spec;
      }
      default -> spec;
    };
  }

  private static JsonObject filledPort(JsonObject port) {
    JsonObject filled = textDefault(port, "protocol", "TCP");
    JsonValue target = port.get("targetPort");
    boolean isOpen =
        target.isNull() || target.equals(JsonLong.of(0)) || target.equals(JsonString.of(""));
    return isOpen && port.isSet("port") ? filled.with("targetPort", port.get("port")) : filled;
  }

  /** {@code clusterIPs} of {@code clusterIP} where only that one is set. */
  static JsonObject bothClusterIps(JsonObject spec) {
    String ip = spec.text("clusterIP");
    return !ip.isEmpty() && spec.array("clusterIPs").isEmpty()
        ? spec.with("clusterIPs", JsonArray.of(JsonString.of(ip)))
        : spec;
  }
}
