package dev.keelson.controllers.hpa;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import java.time.Duration;
import java.util.List;

/** A HorizontalPodAutoscaler of autoscaling/v2, read by name. */
record HpaView(ApiObject object) {
  private static final JsonObject CPU_AT_80_PERCENT =
      JsonObject.of(
          "type",
          JsonString.of("Resource"),
          "resource",
          JsonObject.builder()
              .put("name", "cpu")
              .put(
                  "target",
                  JsonObject.builder()
                      .put("type", "Utilization")
                      .put("averageUtilization", 80)
                      .build())
              .build());

  ObjectName name() {
    return object.objectName();
  }

  String namespace() {
    return object.namespace();
  }

  JsonObject target() {
    return object.spec().object("scaleTargetRef");
  }

  /** {@code Deployment/default/web}. */
  String reference() {
    return target().text("kind") + "/" + namespace() + "/" + target().text("name");
  }

  int least() {
    return (int) object.spec().number("minReplicas", 1);
  }

  int most() {
    return (int) object.spec().number("maxReplicas", 0);
  }

  List<JsonObject> metrics() {
    JsonArray metrics = object.spec().array("metrics");
    return metrics.isEmpty() ? List.of(CPU_AT_80_PERCENT) : metrics.objects().toList();
  }

  boolean hasBehavior() {
    return object.spec().isSet("behavior");
  }

  ScalingRules up() {
    return ScalingRules.up(object.spec().object("behavior"));
  }

  /**
   * @param window where its own says none
   */
  ScalingRules down(Duration window) {
    return ScalingRules.down(object.spec().object("behavior"), window);
  }

  Tolerances tolerances(double usual) {
    return new Tolerances(
        down(Duration.ZERO).tolerance().orElse(usual), up().tolerance().orElse(usual));
  }
}
