package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.Filling;

/** Of the horizontal pod autoscaler, in both versions. */
final class AutoscalerDefaults {
  /** Per cent of what pods request. */
  private static final JsonLong CPU_UTILIZATION = JsonLong.of(80);

  private static final JsonLong ZERO = JsonLong.of(0);
  private static final JsonLong ONE = JsonLong.of(1);

  /** Where v1 keeps the metrics it has no field for. */
  private static final String METRICS_ANNOTATION = "autoscaling.alpha.kubernetes.io/metrics";

  private static final JsonArray CPU_METRIC =
      JsonArray.of(
          JsonObject.of(
              "type",
              JsonString.of("Resource"),
              "resource",
              JsonObject.of(
                  "name",
                  JsonString.of("cpu"),
                  "target",
                  JsonObject.of(
                      "type",
                      JsonString.of("Utilization"),
                      "averageUtilization",
                      CPU_UTILIZATION))));

  private static final JsonArray SCALE_UP =
      JsonArray.of(policy("Pods", 4, 15), policy("Percent", 100, 15));

  private static final JsonArray SCALE_DOWN = JsonArray.of(policy("Percent", 100, 15));

  private AutoscalerDefaults() {}

  static final Defaults V1 = AutoscalerDefaults::v1;

  static final Defaults V2 =
      object -> Filling.of(object).always("spec", AutoscalerDefaults::v2Spec).done();

  private static JsonObject policy(String type, long value, long seconds) {
    return JsonObject.of("type", JsonString.of(type), "value", JsonLong.of(value))
        .with("periodSeconds", seconds);
  }

  private static JsonObject v1(JsonObject object) {
    boolean hasMetrics =
        !object.objectAt("metadata", "annotations").text(METRICS_ANNOTATION).isEmpty();
    return Filling.of(object)
        .always(
            "spec",
            spec -> {
              Filling filling = Filling.of(spec).missing("minReplicas", ONE);
              if (!hasMetrics) {
                filling.missing("targetCPUUtilizationPercentage", CPU_UTILIZATION);
              }
              return filling.done();
            })
        .done();
  }

  private static JsonObject v2Spec(JsonObject spec) {
    Filling filling = Filling.of(spec).missing("minReplicas", ONE);
    if (spec.array("metrics").isEmpty()) {
      filling.set("metrics", CPU_METRIC);
    }
    return filling.within("behavior", AutoscalerDefaults::behavior).done();
  }

  private static JsonObject behavior(JsonObject behavior) {
    return Filling.of(behavior)
        .always(
            "scaleUp",
            rules ->
                Filling.of(rules)
                    .missing("stabilizationWindowSeconds", ZERO)
                    .missing("selectPolicy", JsonString.of("Max"))
                    .missing("policies", SCALE_UP)
                    .done())
        .always(
            "scaleDown",
            rules ->
                Filling.of(rules)
                    .missing("selectPolicy", JsonString.of("Max"))
                    .missing("policies", SCALE_DOWN)
                    .done())
        .done();
  }
}
