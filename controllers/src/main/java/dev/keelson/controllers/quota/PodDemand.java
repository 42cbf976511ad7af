package dev.keelson.controllers.quota;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a pod requests or is limited to: its containers together, or the most that its beginning
 * needs, if that is more; on top the overhead. While containers are resized, the most of what they
 * shall have, have and are allotted. Source: {@code component-helpers/resource}. Pure.
 */
final class PodDemand {
  static final String REQUESTS = "requests";
  static final String LIMITS = "limits";

  private static final String HUGE_PAGES = "hugepages-";

  private final JsonObject spec;
  private final Map<String, JsonObject> statuses = new HashMap<>();
  private final boolean isInfeasible;

  private PodDemand(ApiObject pod) {
    this.spec = pod.spec();
    Stream.of("containerStatuses", "initContainerStatuses")
        .flatMap(list -> pod.status().array(list).objects())
        .filter(each -> each.isSet("resources"))
        .forEach(each -> statuses.put(each.text("name"), each));
    this.isInfeasible =
        pod.status()
            .array("conditions")
            .objects()
            .anyMatch(
                each ->
                    each.text("type").equals("PodResizePending")
                        && each.text("reason").equals("Infeasible"));
  }

  /**
   * @param list {@link #REQUESTS} or {@link #LIMITS}
   */
  static SortedMap<String, Quantity> of(ApiObject pod, String list) {
    return new PodDemand(pod).total(list);
  }

  private SortedMap<String, Quantity> total(String list) {
    SortedMap<String, Quantity> running = new TreeMap<>();
    spec.array("containers").objects().forEach(each -> Amounts.add(running, of(each, list)));
    SortedMap<String, Quantity> sidecars = new TreeMap<>();
    SortedMap<String, Quantity> peak = new TreeMap<>();
    for (JsonObject each : spec.array("initContainers").objects().toList()) {
      if (each.text("restartPolicy").equals("Always")) {
        Amounts.add(running, of(each, list));
        Amounts.add(sidecars, of(each, list));
        peak = Amounts.max(peak, sidecars);
      } else {
        peak = Amounts.max(peak, Amounts.sum(sidecars, of(each, list)));
      }
    }
    SortedMap<String, Quantity> total = Amounts.max(running, peak);
    Amounts.of(spec.object("resources").object(list))
        .forEach(
            (name, amount) -> {
              if (name.equals("cpu") || name.equals("memory") || name.startsWith(HUGE_PAGES)) {
                total.put(name, amount);
              }
            });
    Amounts.of(spec.object("overhead"))
        .forEach(
            (name, amount) -> {
              // What is not limited is not limited by its overhead.
              if (list.equals(REQUESTS) || total.containsKey(name)) {
                total.merge(name, amount, Quantity::plus);
              }
            });
    return total;
  }

  private SortedMap<String, Quantity> of(JsonObject container, String list) {
    SortedMap<String, Quantity> wanted = Amounts.of(container.object("resources").object(list));
    JsonObject status = statuses.get(container.text("name"));
    if (status == null) {
      return wanted;
    }
    SortedMap<String, Quantity> held = Amounts.of(status.object("resources").object(list));
    if (list.equals(REQUESTS)) {
      held = Amounts.max(held, Amounts.of(status.object("allocatedResources")));
    }
    return isInfeasible ? held : Amounts.max(held, wanted);
  }
}
