package dev.keelson.controllers.hpa;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.BadQuantity;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.controllers.pod.PodView;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** How much of a resource pods requested, in thousandths. */
final class PodRequests {
  private PodRequests() {}

  /**
   * @param container ""; all of a pod's
   * @throws MetricFailure one of them requested nothing
   */
  static Map<String, Long> of(List<PodView> pods, String container, String resource)
      throws MetricFailure {
    Map<String, Long> requests = new HashMap<>();
    for (PodView pod : pods) {
      requests.put(pod.name(), of(pod, container, resource));
    }
    return requests;
  }

  private static long of(PodView pod, String container, String resource) throws MetricFailure {
    JsonObject podLevel = pod.spec().object("resources").object("requests");
    if (container.isEmpty() && !podLevel.isEmpty()) {
      return ofPodLevel(pod, podLevel, resource);
    }
    long sum = 0;
    for (JsonObject each : lasting(pod)) {
      String name = each.text("name");
      if (container.isEmpty() || container.equals(name)) {
        OptionalLong request = milli(each.object("resources").object("requests"), resource);
        if (request.isEmpty()) {
          throw new MetricFailure(
              "missing request for %s in container %s of Pod %s"
                  .formatted(resource, name, pod.name()));
        }
        sum += request.getAsLong();
      }
      if (container.equals(name)) {
        return sum;
      }
    }
    if (!container.isEmpty()) {
      throw new MetricFailure("container %s not found in Pod %s".formatted(container, pod.name()));
    }
    return sum;
  }

  private static long ofPodLevel(PodView pod, JsonObject podLevel, String resource)
      throws MetricFailure {
    OptionalLong own = milli(podLevel, resource);
    if (own.isPresent()) {
      return own.getAsLong();
    }
    long[] sums =
        lasting(pod).stream()
            .map(each -> milli(each.object("resources").object("requests"), resource))
            .filter(OptionalLong::isPresent)
            .mapToLong(OptionalLong::getAsLong)
            .toArray();
    if (sums.length == 0) {
      throw new MetricFailure(
          "missing pod-level request for %s in Pod %s".formatted(resource, pod.name()));
    }
    return Arrays.stream(sums).sum();
  }

  /** Its containers and sidecars. */
  private static List<JsonObject> lasting(PodView pod) {
    return Stream.concat(
            pod.containers().stream(),
            pod.initContainers().stream()
                .filter(each -> each.text("restartPolicy").equals("Always")))
        .toList();
  }

  static OptionalLong milli(JsonObject quantities, String name) {
    String text = quantities.text(name);
    try {
      return text.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Quantity.parse(text).milliValue());
    } catch (BadQuantity _) {
      return OptionalLong.empty();
    }
  }
}
