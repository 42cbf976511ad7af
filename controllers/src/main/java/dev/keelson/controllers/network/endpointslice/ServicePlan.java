package dev.keelson.controllers.network.endpointslice;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.controllers.network.SelectedPods;
import dev.keelson.controllers.network.ServiceView;
import dev.keelson.controllers.network.slice.Endpoint;
import dev.keelson.controllers.network.slice.EndpointKey;
import dev.keelson.controllers.network.slice.PortKey;
import dev.keelson.controllers.network.slice.Slice;
import dev.keelson.controllers.network.slice.SliceChanges;
import dev.keelson.controllers.pod.OwnerRefs;
import dev.keelson.controllers.pod.PodView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is to be done with a Service's slices of one address family, before hints.
 *
 * @param missing what could not be placed since its node is not known, one line each
 */
record ServicePlan(SliceChanges changes, List<String> missing) {
  /** Endpoints that share their ports. */
  private record Group(JsonArray ports, Map<EndpointKey, Endpoint> endpoints) {}

  /**
   * @param existing all of that family
   * @param nodes by name
   * @param capacity endpoints a slice
   */
  static ServicePlan of(
      ServiceView service,
      String addressType,
      List<PodView> pods,
      List<Slice> existing,
      Function<String, Optional<ApiObject>> nodes,
      int capacity) {
    List<String> missing = new ArrayList<>();
    Map<PortKey, Group> wanted = wanted(service, addressType, pods, nodes, missing);
    SliceLabels labels = SliceLabels.of(service);
    Map<PortKey, List<Slice>> had = new LinkedHashMap<>();
    List<Slice> delete = new ArrayList<>();
    for (Slice each : existing) {
      if (isOf(each, service)) {
        had.computeIfAbsent(each.portKey(), _ -> new ArrayList<>()).add(each);
      } else {
        delete.add(each);
      }
    }
    had.forEach((ports, slices) -> delete.addAll(wanted.containsKey(ports) ? List.of() : slices));
    SliceChanges changes = new SliceChanges(List.of(), List.of(), delete);
    for (Map.Entry<PortKey, Group> each : wanted.entrySet()) {
      JsonArray ports = each.getValue().ports();
      changes =
          changes.plus(
              SlicePacking.pack(
                  capacity,
                  () -> fresh(service, addressType, ports, labels),
                  labels,
                  had.getOrDefault(each.getKey(), List.of()),
                  each.getValue().endpoints()));
    }
    return new ServicePlan(
        withPlaceholder(changes, existing, fresh(service, addressType, JsonArray.EMPTY, labels)),
        missing);
  }

  private static Map<PortKey, Group> wanted(
      ServiceView service,
      String addressType,
      List<PodView> pods,
      Function<String, Optional<ApiObject>> nodes,
      List<String> missing) {
    Map<PortKey, Group> groups = new LinkedHashMap<>();
    for (PodView pod : pods) {
      if (!SelectedPods.isEndpoint(pod, true)) {
        continue;
      }
      JsonArray ports = PodEndpoints.ports(service, pod);
      Group group =
          groups.computeIfAbsent(PortKey.of(ports), _ -> new Group(ports, new LinkedHashMap<>()));
      Optional<ApiObject> node = nodes.apply(pod.nodeName());
      if (node.isEmpty() && !service.publishesNotReady()) {
        missing.add(
            "skipping Pod %s for Service %s: Node %s Not Found"
                .formatted(pod.name(), service.objectName(), pod.nodeName()));
        continue;
      }
      PodEndpoints.of(pod, node, service, addressType)
          .ifPresent(endpoint -> group.endpoints().put(endpoint.key(), endpoint));
    }
    return groups;
  }

  private static Slice fresh(
      ServiceView service, String addressType, JsonArray ports, SliceLabels labels) {
    Slice empty =
        Slice.fresh(
            service.namespace(),
            service.name(),
            OwnerRefs.toController(service.object()),
            addressType,
            ports);
    return labels.on(empty);
  }

  /** A Service of the same name may have been there before. */
  static boolean isOf(Slice slice, ServiceView service) {
    return OwnerRefs.of(slice.object()).stream()
        .anyMatch(owner -> owner.kind().equals("Service") && owner.uid().equals(service.uid()));
  }

  /** A Service without endpoints has an empty slice, so that one sees that it was looked at. */
  private static SliceChanges withPlaceholder(
      SliceChanges changes, List<Slice> existing, Slice placeholder) {
    if (existing.size() != changes.delete().size() || !changes.create().isEmpty()) {
      return changes;
    }
    if (changes.delete().size() == 1 && isLike(changes.delete().getFirst(), placeholder)) {
      return new SliceChanges(changes.create(), changes.update(), List.of());
    }
    return new SliceChanges(List.of(placeholder), changes.update(), changes.delete());
  }

  private static boolean isLike(Slice slice, Slice placeholder) {
    return slice.size() == 0
        && slice.ports().isEmpty()
        && slice.labels().equals(placeholder.labels())
        && OwnerRefs.of(slice.object()).equals(OwnerRefs.of(placeholder.object()));
  }
}
