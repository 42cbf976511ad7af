package dev.keelson.controllers.network.endpoints;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.network.IpAddress;
import dev.keelson.controllers.network.SelectedPods;
import dev.keelson.controllers.network.ServicePort;
import dev.keelson.controllers.network.ServiceView;
import dev.keelson.controllers.network.TriggerTimes;
import dev.keelson.controllers.pod.PodView;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a Service's Endpoints object is to be. */
final class EndpointsPlan {
  static final String MANAGED_BY_LABEL = "endpoints.kubernetes.io/managed-by";
  static final String MANAGED_BY = "endpoint-controller";

  private EndpointsPlan() {}

  /**
   * The object to write; empty where it says all this already.
   *
   * @param current of the Service's name, if there is one
   * @param trigger RFC 3339, or ""
   */
  static Optional<ApiObject> of(
      ServiceView service, List<PodView> pods, Optional<ApiObject> current, String trigger) {
    JsonArray wanted = subsets(service, pods);
    if (current.isPresent() && isAsWanted(current.get(), wanted, service)) {
      return Optional.empty();
    }
    JsonArray fitting = Truncation.of(wanted);
    ApiObject before = current.orElseGet(() -> fresh(service));
    return Optional.of(
        new ApiObject(before.tree().with("subsets", fitting))
            .withMetadata(
                metadata -> {
                  JsonObject annotations =
                      set(metadata.object("annotations"), TriggerTimes.ANNOTATION, trigger);
                  String capacity = fitting == wanted ? "" : Truncation.VALUE;
                  annotations = set(annotations, Truncation.ANNOTATION, capacity);
                  JsonObject labelled = metadata.with("labels", JsonObject.ofText(labels(service)));
                  return annotations.isEmpty()
                      ? labelled.without("annotations")
                      : labelled.with("annotations", annotations);
                }));
  }

  private static JsonObject set(JsonObject texts, String name, String text) {
    return text.isEmpty() ? texts.without(name) : texts.with(name, text);
  }

  private static ApiObject fresh(ServiceView service) {
    return new ApiObject(
        JsonObject.builder()
            .put("kind", "Endpoints")
            .put("apiVersion", "v1")
            .put(
                "metadata",
                JsonObject.builder()
                    .put("name", service.name())
                    .put("namespace", service.namespace())
                    .build())
            .build());
  }

  static JsonArray subsets(ServiceView service, List<PodView> pods) {
    Subsets subsets = Subsets.empty();
    for (PodView pod : pods) {
      if (SelectedPods.isEndpoint(pod, service.publishesNotReady())) {
        address(service, pod).ifPresent(address -> add(subsets, service, pod, address));
      }
    }
    return subsets.packed();
  }

  private static void add(Subsets subsets, ServiceView service, PodView pod, JsonObject address) {
    boolean isReady = service.publishesNotReady() || pod.isReady();
    List<ServicePort> ports = service.ports();
    if (ports.isEmpty() && service.isHeadless()) {
      subsets.add(address, isReady);
    }
    for (ServicePort port : ports) {
      port.on(pod).ifPresent(number -> subsets.add(address, port(port, number), isReady));
    }
  }

  private static JsonObject port(ServicePort port, int number) {
    return JsonObject.builder()
        .putUnlessEmpty("name", port.name())
        .put("port", number)
        .put("protocol", port.protocol())
        .putUnlessEmpty("appProtocol", port.appProtocol())
        .build();
  }

  /** Of the Service's preferred family; empty where the pod has none of that. */
  private static Optional<JsonObject> address(ServiceView service, PodView pod) {
    boolean wantsV6 = wantsV6(service, pod);
    return pod.podIps().stream()
        .flatMap(ip -> IpAddress.parse(ip).stream())
        .filter(ip -> ip.isV6() == wantsV6)
        .findFirst()
        .map(
            ip ->
                JsonObject.builder()
                    .put("ip", ip.toString())
                    .putUnlessEmpty(
                        "hostname", service.names(pod) ? pod.spec().text("hostname") : "")
                    .put("nodeName", pod.nodeName())
                    .put("targetRef", reference(pod))
                    .build());
  }

  private static boolean wantsV6(ServiceView service, PodView pod) {
    if (!service.families().isEmpty()) {
      return service.families().getFirst().equals("IPv6");
    }
    return IpAddress.looksV6(service.hasClusterIp() ? service.clusterIp() : pod.podIp());
  }

  private static JsonObject reference(PodView pod) {
    return JsonObject.builder()
        .put("kind", "Pod")
        .put("namespace", pod.namespace())
        .put("name", pod.name())
        .put("uid", pod.uid())
        .build();
  }

  private static Map<String, String> labels(ServiceView service) {
    Map<String, String> labels = new LinkedHashMap<>(service.labels());
    if (service.hasClusterIp()) {
      labels.remove(ServiceView.HEADLESS_LABEL);
    } else {
      labels.put(ServiceView.HEADLESS_LABEL, "");
    }
    labels.put(MANAGED_BY_LABEL, MANAGED_BY);
    return labels;
  }

  private static boolean isAsWanted(ApiObject current, JsonArray wanted, ServiceView service) {
    JsonArray said = current.tree().array("subsets");
    return (Subsets.areSame(said, wanted) || Subsets.areSame(Subsets.packed(said), wanted))
        && hasLabelsOf(current, service)
        && Subsets.size(said) <= Truncation.CAPACITY
        && !current.metadata().object("annotations").has(Truncation.ANNOTATION);
  }

  /** But for headlessness, which is no reason to write. */
  private static boolean hasLabelsOf(ApiObject current, ServiceView service) {
    Map<String, String> said = new HashMap<>(current.labels());
    said.remove(ServiceView.HEADLESS_LABEL);
    Map<String, String> wanted = new HashMap<>(service.labels());
    wanted.remove(ServiceView.HEADLESS_LABEL);
    wanted.put(MANAGED_BY_LABEL, MANAGED_BY);
    return said.equals(wanted);
  }
}
