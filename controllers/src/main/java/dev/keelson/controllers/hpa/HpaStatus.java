package dev.keelson.controllers.hpa;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.basis.Conditions;
import java.util.ArrayList;
import java.util.List;

/** The status as it will be, collected during one look. One thread. */
final class HpaStatus {
  private final ApiObject hpa;
  private final String now;
  private JsonObject status;

  /**
   * @param now as the API writes it
   */
  HpaStatus(ApiObject hpa, String now) {
    this.hpa = hpa;
    this.now = now;
    this.status = hpa.status();
  }

  void set(String type, boolean isTrue, String reason, String message) {
    JsonArray conditions =
        Conditions.set(
            status.array("conditions"), type, isTrue ? "True" : "False", reason, message, now);
    status = status.with("conditions", conditions);
  }

  void remove(String type) {
    JsonArray conditions = status.array("conditions");
    if (Conditions.find(conditions, type).isPresent()) {
      status = status.with("conditions", Conditions.without(conditions, type));
    }
  }

  void replicas(int current, int desired, List<JsonObject> metrics) {
    JsonArray currentMetrics = new JsonArray(new ArrayList<>(metrics));
    status =
        status
            .with("currentReplicas", current)
            .with("desiredReplicas", desired)
            .with("currentMetrics", currentMetrics);
    if (metrics.isEmpty()) {
      status = status.without("currentMetrics");
    }
  }

  int desired() {
    return (int) status.number("desiredReplicas", 0);
  }

  void scaledNow() {
    status = status.with("lastScaleTime", now);
  }

  boolean isChanged() {
    return !status.equals(hpa.status());
  }

  ApiObject object() {
    return hpa.with("status", status);
  }
}
