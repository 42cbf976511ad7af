package dev.keelson.apiserver.server.kind.network;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;

/** What the spec of a Service asks for. */
public record ServiceShape(JsonObject spec) {
  public static final String NONE = "None";

  public static ServiceShape of(ApiObject service) {
    return new ServiceShape(service.spec());
  }

  public String type() {
    return spec.text("type");
  }

  public boolean isExternalName() {
    return type().equals("ExternalName");
  }

  public boolean isLoadBalancer() {
    return type().equals("LoadBalancer");
  }

  public boolean isNodePort() {
    return type().equals("NodePort");
  }

  public List<String> clusterIps() {
    return spec.array("clusterIPs").texts().toList();
  }

  public List<String> families() {
    return spec.array("ipFamilies").texts().toList();
  }

  /** "" where none is set. */
  public String familyPolicy() {
    return spec.text("ipFamilyPolicy");
  }

  public boolean isHeadless() {
    List<String> ips = clusterIps();
    return ips.size() == 1 && ips.getFirst().equals(NONE);
  }

  public boolean hasSelector() {
    return !spec.object("selector").isEmpty();
  }

  public JsonArray ports() {
    return spec.array("ports");
  }

  /** Reached from outside: by node port, load balancer or external address. */
  public boolean isExternallyAccessible() {
    return isLoadBalancer()
        || isNodePort()
        || (type().equals("ClusterIP") && !spec.array("externalIPs").isEmpty());
  }

  public boolean needsHealthCheck() {
    return isLoadBalancer() && spec.text("externalTrafficPolicy").equals("Local");
  }

  /** NodePort, or LoadBalancer, whether or not its ports are given by us. */
  public boolean mayHaveNodePorts() {
    return isNodePort() || isLoadBalancer();
  }

  /** Whether ports that name no node port get one. */
  public boolean allocatesNodePorts() {
    return isNodePort()
        || (isLoadBalancer() && spec.get("allocateLoadBalancerNodePorts") != JsonBool.FALSE);
  }

  /** Those that are set, in order. */
  public List<Integer> nodePorts() {
    return ports()
        .objects()
        .map(port -> (int) port.number("nodePort", 0))
        .filter(port -> port != 0)
        .toList();
  }

  public int healthCheckNodePort() {
    return (int) spec.number("healthCheckNodePort", 0);
  }
}
