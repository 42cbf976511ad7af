package dev.keelson.scheduler.view;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a pod needs, by the rules of {@code component-helpers/resource}: the sum of its containers
 * and sidecars, or what its init containers need at most; instead of it the pod's own requests
 * where it has them; and the overhead. While containers are resized, the larger of wanted,
 * allocated and actual counts.
 */
record PodRequests(Resources requests, long nonZeroMilliCpu, long nonZeroMemory) {
  /** What a container without a CPU request is taken for, in scoring. */
  static final long DEFAULT_MILLI_CPU = 100;

  /** What a container without a memory request is taken for, in scoring. Bytes. */
  static final long DEFAULT_MEMORY = 200L * 1024 * 1024;

  static PodRequests of(JsonObject spec, JsonObject status) {
    Sums sums = new Sums(spec, status);
    Map<String, Long> requests = sums.total(Map.of());
    Map<String, Long> podLevel = podLevel(spec);
    Map<String, Long> missing = new HashMap<>();
    if (podLevel.isEmpty() || !requests.containsKey(Resources.CPU)) {
      missing.put(Resources.CPU, DEFAULT_MILLI_CPU);
    }
    if (podLevel.isEmpty() || !requests.containsKey(Resources.MEMORY)) {
      missing.put(Resources.MEMORY, DEFAULT_MEMORY);
    }
    Map<String, Long> nonZero = missing.isEmpty() ? requests : sums.total(missing);
    Resources.Builder builder = Resources.builder();
    requests.forEach(builder::set);
    // A pod may say "pods" in a request as little as a node may run out of it twice.
    builder.set(Resources.PODS, 0);
    return new PodRequests(
        builder.build(),
        nonZero.getOrDefault(Resources.CPU, 0L),
        nonZero.getOrDefault(Resources.MEMORY, 0L));
  }

  private static Map<String, Long> podLevel(JsonObject spec) {
    Map<String, Long> supported = new LinkedHashMap<>();
    ResourceLists.amounts(spec.objectAt("resources", "requests"))
        .forEach(
            (name, amount) -> {
              if (name.equals(Resources.CPU)
                  || name.equals(Resources.MEMORY)
                  || name.startsWith("hugepages-")) {
                supported.put(name, amount);
              }
            });
    return supported;
  }

  /** One pod's, with different defaults for what containers do not say. */
  private static final class Sums {
    private final JsonObject spec;
    private final JsonObject status;
    private final boolean isInfeasible;

    Sums(JsonObject spec, JsonObject status) {
      this.spec = spec;
      this.status = status;
      this.isInfeasible =
          status
              .array("conditions")
              .objects()
              .anyMatch(
                  each ->
                      each.text("type").equals("PodResizePending")
                          && each.text("reason").equals("Infeasible"));
    }

    Map<String, Long> total(Map<String, Long> missing) {
      Map<String, Long> sum = new LinkedHashMap<>();
      for (JsonValue each : spec.array("containers")) {
        if (each instanceof JsonObject container) {
          add(sum, requests(container, "containerStatuses", missing));
        }
      }
      addInit(sum, missing);
      Map<String, Long> podLevel = podLevel(spec);
      if (!podLevel.isEmpty()) {
        JsonObject actual = status.object("resources");
        sum.putAll(
            status.isSet("resources")
                ? effective(
                    podLevel,
                    ResourceLists.amounts(actual.object("requests")),
                    ResourceLists.amounts(status.object("allocatedResources")),
                    podLevel)
                : podLevel);
      }
      add(sum, ResourceLists.amounts(spec.object("overhead")));
      return sum;
    }

    private void addInit(Map<String, Long> sum, Map<String, Long> missing) {
      Map<String, Long> sidecars = new LinkedHashMap<>();
      Map<String, Long> most = new LinkedHashMap<>();
      for (JsonValue each : spec.array("initContainers")) {
        if (!(each instanceof JsonObject container)) {
          continue;
        }
        if (container.text("restartPolicy").equals("Always")) {
          Map<String, Long> own = requests(container, "initContainerStatuses", missing);
          add(sum, own);
          add(sidecars, own);
          raise(most, sidecars);
        } else {
          Map<String, Long> own = new LinkedHashMap<>(specified(container, missing));
          add(own, sidecars);
          raise(most, own);
        }
      }
      raise(sum, most);
    }

    private static Map<String, Long> specified(JsonObject container, Map<String, Long> missing) {
      return filled(
          ResourceLists.amounts(container.object("resources").object("requests")), missing);
    }

    private Map<String, Long> requests(
        JsonObject container, String statuses, Map<String, Long> missing) {
      Map<String, Long> wanted =
          ResourceLists.amounts(container.object("resources").object("requests"));
      JsonObject state = JsonObject.EMPTY;
      for (JsonValue each : status.array(statuses)) {
        if (each instanceof JsonObject one && one.text("name").equals(container.text("name"))) {
          state = one;
        }
      }
      if (state.isSet("resources")) {
        wanted =
            effective(
                wanted,
                ResourceLists.amounts(state.object("resources").object("requests")),
                ResourceLists.amounts(state.object("allocatedResources")),
                Map.of());
      }
      return filled(wanted, missing);
    }

    /**
     * @param only the names to keep; empty: all
     */
    private Map<String, Long> effective(
        Map<String, Long> wanted,
        Map<String, Long> actual,
        Map<String, Long> allocated,
        Map<String, Long> only) {
      Map<String, Long> most = new LinkedHashMap<>(isInfeasible ? actual : wanted);
      raise(most, actual);
      raise(most, allocated);
      if (!only.isEmpty()) {
        most.keySet().retainAll(only.keySet());
      }
      return most;
    }

    private static Map<String, Long> filled(Map<String, Long> list, Map<String, Long> missing) {
      if (missing.isEmpty()) {
        return list;
      }
      Map<String, Long> all = new LinkedHashMap<>(list);
      missing.forEach(all::putIfAbsent);
      return all;
    }

    private static void add(Map<String, Long> sum, Map<String, Long> more) {
      more.forEach((name, amount) -> sum.merge(name, amount, Long::sum));
    }

    private static void raise(Map<String, Long> most, Map<String, Long> other) {
      other.forEach((name, amount) -> most.merge(name, amount, Math::max));
    }
  }
}
