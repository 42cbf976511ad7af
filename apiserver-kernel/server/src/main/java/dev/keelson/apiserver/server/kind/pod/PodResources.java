package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.quantity.Quantity;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a pod needs as a whole, by name of resource: what a scheduler places and a quota counts.
 * Containers run together, so they add up; init containers run one after the other, so the largest
 * counts, with the sidecars started before it. What the pod itself states goes before that sum.
 * Source: component-helpers' {@code resource} (KEP 753, KEP 2837).
 */
public final class PodResources {
  private PodResources() {}

  /** With overhead. {@code spec} is the pod's. */
  public static Map<String, Quantity> requests(JsonObject spec) {
    Map<String, Quantity> requests = ofContainers(spec, "requests");
    requests.putAll(ofPod(spec, "requests"));
    amounts(spec.object("overhead")).forEach((name, each) -> add(requests, name, each));
    return requests;
  }

  /** With overhead, where anything is limited. {@code spec} is the pod's. */
  public static Map<String, Quantity> limits(JsonObject spec) {
    Map<String, Quantity> limits = ofContainers(spec, "limits");
    limits.putAll(ofPod(spec, "limits"));
    amounts(spec.object("overhead"))
        .forEach(
            (name, each) ->
                limits.computeIfPresent(
                    name, (_, limit) -> limit.isZero() ? limit : limit.plus(each)));
    return limits;
  }

  /** Of all containers together: {@code list} is {@code requests} or {@code limits}. */
  static Map<String, Quantity> ofContainers(JsonObject spec, String list) {
    Map<String, Quantity> sum = new LinkedHashMap<>();
    spec.array("containers")
        .objects()
        .forEach(
            container ->
                amounts(container.object("resources").object(list))
                    .forEach((name, each) -> add(sum, name, each)));
    Map<String, Quantity> sidecars = new LinkedHashMap<>();
    Map<String, Quantity> starting = new LinkedHashMap<>();
    spec.array("initContainers")
        .objects()
        .forEach(
            container -> {
              Map<String, Quantity> own = amounts(container.object("resources").object(list));
              if (ContainerRules.isSidecar(container)) {
                own.forEach((name, each) -> add(sum, name, each));
                own.forEach((name, each) -> add(sidecars, name, each));
                sidecars.forEach((name, each) -> starting.merge(name, each, Quantity::max));
              } else {
                Map<String, Quantity> with = new LinkedHashMap<>(own);
                sidecars.forEach((name, each) -> add(with, name, each));
                with.forEach((name, each) -> starting.merge(name, each, Quantity::max));
              }
            });
    starting.forEach((name, each) -> sum.merge(name, each, Quantity::max));
    return sum;
  }

  private static Map<String, Quantity> ofPod(JsonObject spec, String list) {
    Map<String, Quantity> stated = amounts(spec.object("resources").object(list));
    stated.keySet().removeIf(name -> !isPodLevel(name));
    return stated;
  }

  /** Those resources which a pod as a whole can state. */
  static boolean isPodLevel(String name) {
    return name.equals("cpu") || name.equals("memory") || name.startsWith("hugepages-");
  }

  static Map<String, Quantity> amounts(JsonObject list) {
    Map<String, Quantity> amounts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> each : list) {
      Amounts.of(each.getValue()).ifPresent(amount -> amounts.put(each.getKey(), amount));
    }
    return amounts;
  }

  private static void add(Map<String, Quantity> sum, String name, Quantity amount) {
    sum.merge(name, amount, Quantity::plus);
  }
}
