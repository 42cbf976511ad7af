package dev.keelson.controllers.job;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.controllers.pod.PodConditions;
import dev.keelson.controllers.pod.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Job's conditions; unlike a pod's they have a time of probing, and any change is a transition.
 */
final class JobConditions {
  static final String COMPLETE = "Complete";
  static final String FAILED = "Failed";
  static final String SUSPENDED = "Suspended";
  static final String FAILURE_TARGET = "FailureTarget";
  static final String SUCCESS_CRITERIA_MET = "SuccessCriteriaMet";

  private JobConditions() {}

  static boolean isTrue(JsonArray conditions, String type) {
    return PodConditions.find(conditions, type).filter(PodConditions::isTrue).isPresent();
  }

  static JsonObject condition(
      String type, String status, String reason, String message, Instant now) {
    return JsonObject.builder()
        .put("type", type)
        .put("status", status)
        .put("lastProbeTime", Times.text(now))
        .put("lastTransitionTime", Times.text(now))
        .putUnlessEmpty("reason", reason)
        .putUnlessEmpty("message", message)
        .build();
  }

  /** The very same array where nothing changes; "False" is only written over something. */
  static JsonArray ensure(JsonArray conditions, JsonObject wanted) {
    Optional<JsonObject> known = PodConditions.find(conditions, wanted.text("type"));
    if (known.isEmpty()) {
      return wanted.text("status").equals("False") ? conditions : conditions.plus(wanted);
    }
    if (isSame(known.get(), wanted)) {
      return conditions;
    }
    List<JsonValue> changed = new ArrayList<>(conditions.values());
    changed.replaceAll(each -> each.equals(known.get()) ? wanted : each);
    return new JsonArray(changed);
  }

  private static boolean isSame(JsonObject known, JsonObject wanted) {
    return known.text("status").equals(wanted.text("status"))
        && known.text("reason").equals(wanted.text("reason"))
        && known.text("message").equals(wanted.text("message"));
  }
}
