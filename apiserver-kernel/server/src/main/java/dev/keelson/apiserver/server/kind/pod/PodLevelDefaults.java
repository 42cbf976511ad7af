package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.kind.Filling;
import java.util.Map;

/** Completes the resources that a pod states as a whole, if it states any. */
final class PodLevelDefaults {
  private PodLevelDefaults() {}

  static JsonObject fill(JsonObject spec) {
    if (!(spec.get("resources") instanceof JsonObject stated)) {
      return spec;
    }
    JsonObject limited = hugePageLimits(spec, stated);
    JsonObject filled = requests(spec, limited);
    return filled == stated ? spec : spec.with("resources", filled);
  }

  /** Huge pages are limited to what containers may use together. */
  private static JsonObject hugePageLimits(JsonObject spec, JsonObject stated) {
    JsonObject requests = stated.object("requests");
    if (requests.isEmpty() && stated.object("limits").isEmpty()) {
      return stated;
    }
    Filling limits = Filling.of(stated.object("limits"));
    PodResources.ofContainers(spec, "limits")
        .forEach(
            (name, amount) -> {
              if (name.startsWith("hugepages-") && !requests.has(name)) {
                limits.missing(name, JsonString.of(amount.toString()));
              }
            });
    JsonObject filled = limits.done();
    return filled.isEmpty() ? stated : stated.with("limits", filled);
  }

  /** Requests are what containers request together, and else what is limited. */
  private static JsonObject requests(JsonObject spec, JsonObject stated) {
    JsonObject limits = stated.object("limits");
    if (limits.isEmpty()) {
      return stated;
    }
    JsonObject given = stated.object("requests");
    Filling requests = Filling.of(given);
    Map<String, Quantity> ofContainers = PodResources.ofContainers(spec, "requests");
    ofContainers.forEach(
        (name, amount) -> {
          if (name.equals("cpu") || name.equals("memory")) {
            requests.missing(name, JsonString.of(amount.toString()));
          }
        });
    limits.forEach(
        (name, amount) -> {
          boolean isTaken =
              ofContainers.containsKey(name) && (name.equals("cpu") || name.equals("memory"));
          if (PodResources.isPodLevel(name) && !isTaken) {
            requests.missing(name, amount);
          }
        });
    JsonObject filled = requests.done();
    return filled.isEmpty() || filled == stated.get("requests")
        ? stated
        : stated.with("requests", filled);
  }
}
