package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * HorizontalPodAutoscaler of autoscaling/v1 and v2. What v1 has no field for it carries in
 * annotations, as upstream does.
 */
final class AutoscalerForms {
  private static final String METRICS = "autoscaling.alpha.kubernetes.io/metrics";
  private static final String BEHAVIOR = "autoscaling.alpha.kubernetes.io/behavior";
  private static final String CURRENT = "autoscaling.alpha.kubernetes.io/current-metrics";
  private static final String CONDITIONS = "autoscaling.alpha.kubernetes.io/conditions";

  private AutoscalerForms() {}

  static ApiObject toFirst(ApiObject second) {
    JsonObject spec = second.spec();
    JsonObject annotations = second.metadata().object("annotations");
    List<JsonValue> others = new ArrayList<>();
    Optional<JsonValue> target = Optional.empty();
    for (JsonValue metric : spec.array("metrics")) {
      Optional<JsonValue> percent = cpuTarget(metric, "target");
      if (target.isEmpty() && percent.isPresent()) {
        target = percent;
      } else {
        others.add(metric);
      }
    }
    JsonObject firstSpec = spec.without("metrics").without("behavior");
    if (target.isPresent()) {
      firstSpec = firstSpec.with("targetCPUUtilizationPercentage", target.get());
    }
    if (!others.isEmpty()) {
      annotations = annotations.with(METRICS, new JsonArray(others).toJson());
    }
    if (spec.isSet("behavior")) {
      annotations = annotations.with(BEHAVIOR, spec.get("behavior").toJson());
    }
    JsonObject status = second.status();
    JsonObject firstStatus = status.without("currentMetrics").without("conditions");
    for (JsonValue metric : status.array("currentMetrics")) {
      Optional<JsonValue> percent = cpuTarget(metric, "current");
      if (percent.isPresent()) {
        firstStatus = firstStatus.with("currentCPUUtilizationPercentage", percent.get());
      }
    }
    if (!status.array("currentMetrics").isEmpty()) {
      annotations = annotations.with(CURRENT, status.get("currentMetrics").toJson());
    }
    if (!status.array("conditions").isEmpty()) {
      annotations = annotations.with(CONDITIONS, status.get("conditions").toJson());
    }
    return of(second, "autoscaling/v1", annotations, firstSpec, firstStatus);
  }

  private static Optional<JsonValue> cpuTarget(JsonValue metric, String where) {
    return metric instanceof JsonObject object
            && object.text("type").equals("Resource")
            && object.textAt("resource", "name").equals("cpu")
            && object.at("resource", where, "averageUtilization") instanceof JsonLong percent
        ? Optional.of(percent)
        : Optional.empty();
  }

  static ApiObject toSecond(ApiObject first) {
    JsonObject annotations = first.metadata().object("annotations");
    List<JsonValue> metrics = new ArrayList<>();
    JsonObject spec = first.spec();
    if (spec.get("targetCPUUtilizationPercentage") instanceof JsonLong percent) {
      metrics.add(
          cpu("target", percent)
              .withAt(JsonString.of("Utilization"), "resource", "target", "type"));
    }
    parsed(annotations, METRICS).ifPresent(more -> ((JsonArray) more).forEach(metrics::add));
    JsonObject secondSpec = spec.without("targetCPUUtilizationPercentage");
    if (!metrics.isEmpty()) {
      secondSpec = secondSpec.with("metrics", new JsonArray(metrics));
    }
    Optional<JsonValue> behavior = parsed(annotations, BEHAVIOR);
    if (behavior.isPresent()) {
      secondSpec = secondSpec.with("behavior", behavior.get());
    }
    JsonObject status = first.status();
    JsonObject secondStatus = status.without("currentCPUUtilizationPercentage");
    Optional<JsonValue> current = parsed(annotations, CURRENT);
    if (current.isPresent()) {
      secondStatus = secondStatus.with("currentMetrics", current.get());
    } else if (status.get("currentCPUUtilizationPercentage") instanceof JsonLong percent) {
      secondStatus = secondStatus.with("currentMetrics", JsonArray.of(cpu("current", percent)));
    }
    Optional<JsonValue> conditions = parsed(annotations, CONDITIONS);
    if (conditions.isPresent()) {
      secondStatus = secondStatus.with("conditions", conditions.get());
    }
    JsonObject rest =
        annotations.without(METRICS).without(BEHAVIOR).without(CURRENT).without(CONDITIONS);
    return of(first, "autoscaling/v2", rest, secondSpec, secondStatus);
  }

  private static JsonObject cpu(String where, JsonLong percent) {
    return JsonObject.of(
        "type",
        JsonString.of("Resource"),
        "resource",
        JsonObject.of(
            "name", JsonString.of("cpu"), where, JsonObject.of("averageUtilization", percent)));
  }

  /** A list or an object in an annotation; empty where there is none or it is broken. */
  private static Optional<JsonValue> parsed(JsonObject annotations, String name) {
    if (!annotations.has(name)) {
      return Optional.empty();
    }
    try {
      JsonValue value = JsonReader.read(annotations.text(name));
      boolean isFit =
          name.equals(BEHAVIOR) ? value instanceof JsonObject : value instanceof JsonArray;
      return isFit ? Optional.of(value) : Optional.empty();
    } catch (BadJson e) {
      return Optional.empty();
    }
  }

  private static ApiObject of(
      ApiObject other,
      String apiVersion,
      JsonObject annotations,
      JsonObject spec,
      JsonObject status) {
    JsonObject tree = other.tree().with("apiVersion", apiVersion).with("spec", spec);
    if (other.tree().has("status")) {
      tree = tree.with("status", status);
    }
    return new ApiObject(tree)
        .withMetadata(
            metadata ->
                annotations.isEmpty()
                    ? metadata.without("annotations")
                    : metadata.with("annotations", annotations));
  }
}
