package dev.keelson.controllers.cloud.loopback;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.cloud.CloudFailure;
import dev.keelson.controllers.cloud.NodeAddress;
import dev.keelson.controllers.network.IpPrefix;
import dev.keelson.controllers.network.ServicePort;
import dev.keelson.controllers.network.ServiceView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a Service's balancer is to do.
 *
 * @param name of its file
 * @param ports on which it listens, each to whom it sends
 */
record Balancer(String name, String service, Map<Integer, Forwarder.Targets> ports) {
  /**
   * @throws CloudFailure the Service asks for something that is not TCP
   */
  static Balancer of(ApiObject service, List<ApiObject> nodes) {
    List<IpPrefix> sources =
        service
            .spec()
            .array("loadBalancerSourceRanges")
            .texts()
            .flatMap(text -> IpPrefix.parse(text.strip()).stream())
            .toList();
    boolean sticks = service.spec().text("sessionAffinity").equals("ClientIP");
    List<String> hosts =
        nodes.stream().map(Balancer::host).filter(each -> !each.isEmpty()).toList();
    Map<Integer, Forwarder.Targets> ports = new TreeMap<>();
    for (ServicePort port : new ServiceView(service).ports()) {
      if (!port.protocol().equals("TCP")) {
        throw CloudFailure.of(
            "port %d: the loopback cloud balances TCP alone, not %s"
                .formatted(port.port(), port.protocol()));
      }
      if (port.nodePort() == 0) {
        throw CloudFailure.of("port %d has no node port to send to".formatted(port.port()));
      }
      List<Backend> backends =
          hosts.stream().map(host -> new Backend(host, port.nodePort())).toList();
      ports.put(port.port(), new Forwarder.Targets(backends, sources, sticks));
    }
    return new Balancer(name(service), service.objectName().toString(), ports);
  }

  static String name(ApiObject service) {
    return service.uid();
  }

  /** "" where nobody knows it. */
  private static String host(ApiObject node) {
    return NodeAddress.of(node).stream()
        .filter(each -> each.type().equals(NodeAddress.INTERNAL_IP))
        .map(NodeAddress::address)
        .findFirst()
        .orElse("");
  }
}
