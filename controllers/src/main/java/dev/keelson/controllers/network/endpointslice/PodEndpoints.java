package dev.keelson.controllers.network.endpointslice;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.controllers.network.IpAddress;
import dev.keelson.controllers.network.ServicePort;
import dev.keelson.controllers.network.ServiceView;
import dev.keelson.controllers.network.slice.Endpoint;
import dev.keelson.controllers.network.slice.PortKey;
import dev.keelson.controllers.pod.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a pod is to a Service: an endpoint, and ports. */
final class PodEndpoints {
  static final String ZONE_LABEL = "topology.kubernetes.io/zone";
  static final String V4 = "IPv4";
  static final String V6 = "IPv6";

  private PodEndpoints() {}

  /** Empty where the pod has no address of that family. */
  static Optional<Endpoint> of(
      PodView pod, Optional<ApiObject> node, ServiceView service, String addressType) {
    List<String> addresses = addresses(pod, addressType);
    if (addresses.isEmpty()) {
      return Optional.empty();
    }
    boolean serves = pod.isReady();
    boolean isTerminating = pod.isBeingDeleted();
    JsonObject.Builder endpoint =
        JsonObject.builder()
            .put("addresses", JsonArray.ofText(addresses))
            .put(
                "conditions",
                JsonObject.builder()
                    .put("ready", service.publishesNotReady() || (serves && !isTerminating))
                    .put("serving", serves)
                    .put("terminating", isTerminating)
                    .build());
    if (service.names(pod)) {
      endpoint.put("hostname", pod.spec().text("hostname"));
    }
    String zone = node.map(each -> each.metadata().object("labels").text(ZONE_LABEL)).orElse("");
    return Optional.of(
        new Endpoint(
            endpoint
                .put("targetRef", reference(pod))
                .putUnlessEmpty("nodeName", pod.nodeName())
                .putUnlessEmpty("zone", zone)
                .build()));
  }

  private static JsonObject reference(PodView pod) {
    return JsonObject.builder()
        .put("kind", "Pod")
        .put("namespace", pod.namespace())
        .put("name", pod.name())
        .put("uid", pod.uid())
        .build();
  }

  private static List<String> addresses(PodView pod, String addressType) {
    List<String> found = new ArrayList<>();
    for (String each : pod.podIps()) {
      IpAddress.parse(each)
          .filter(address -> address.isV6() == addressType.equals(V6))
          .ifPresent(address -> found.add(address.toString()));
    }
    return found;
  }

  /** In the Service's order; without those that the pod does not name. */
  static JsonArray ports(ServiceView service, PodView pod) {
    List<JsonValue> ports = new ArrayList<>();
    for (ServicePort each : service.ports()) {
      each.on(pod).ifPresent(number -> ports.add(PortKey.port(each, number)));
    }
    return new JsonArray(ports);
  }

  /** The address families of which a Service has endpoints. */
  static List<String> families(ServiceView service) {
    List<String> said = service.families();
    if (!said.isEmpty()) {
      return said;
    }
    if (service.hasClusterIp()) {
      return List.of(IpAddress.looksV6(service.clusterIp()) ? V6 : V4);
    }
    return List.of(V4, V6);
  }
}
