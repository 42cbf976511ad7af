package dev.keelson.controllers.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code status.conditions}, of pods and of all else that has them in the same shape. */
public final class PodConditions {
  public static final String READY = "Ready";
  public static final String SCHEDULED = "PodScheduled";
  public static final String DISRUPTION_TARGET = "DisruptionTarget";

  private PodConditions() {}

  public static JsonArray of(ApiObject object) {
    return object.status().array("conditions");
  }

  public static Optional<JsonObject> find(ApiObject object, String type) {
    return find(of(object), type);
  }

  public static Optional<JsonObject> find(JsonArray conditions, String type) {
    for (JsonValue each : conditions) {
      if (each instanceof JsonObject condition && condition.text("type").equals(type)) {
        return Optional.of(condition);
      }
    }
    return Optional.empty();
  }

  public static boolean isTrue(ApiObject object, String type) {
    return find(object, type).filter(PodConditions::isTrue).isPresent();
  }

  public static boolean isTrue(JsonObject condition) {
    return condition.text("status").equals("True");
  }

  public static Optional<Instant> since(JsonObject condition) {
    return Times.parse(condition.text("lastTransitionTime"));
  }

  /**
   * A condition that changes now.
   *
   * @param status {@code True}, {@code False}, {@code Unknown}
   */
  public static JsonObject condition(
      String type, String status, String reason, String message, Instant now) {
    return JsonObject.builder()
        .put("type", type)
        .put("status", status)
        .put("lastTransitionTime", Times.text(now))
        .putUnlessEmpty("reason", reason)
        .putUnlessEmpty("message", message)
        .build();
  }

  /**
   * With {@code wanted} in the place of the one of its type, or at the end. Where the status stays,
   * so does the time of its transition; where all stays, the array itself.
   */
  public static JsonArray with(JsonArray conditions, JsonObject wanted) {
    String type = wanted.text("type");
    List<JsonValue> changed = new ArrayList<>(conditions.values());
    for (int i = 0; i < changed.size(); i++) {
      if (changed.get(i) instanceof JsonObject known && known.text("type").equals(type)) {
        boolean stays = known.text("status").equals(wanted.text("status"));
        JsonObject now =
            stays && known.isSet("lastTransitionTime")
                ? wanted.with("lastTransitionTime", known.get("lastTransitionTime"))
                : wanted;
        if (now.equals(known)) {
          return conditions;
        }
        changed.set(i, now);
        return new JsonArray(changed);
      }
    }
    return conditions.plus(wanted);
  }

  /** Itself where there is none of that type. */
  public static JsonArray without(JsonArray conditions, String type) {
    return find(conditions, type).isEmpty()
        ? conditions
        : new JsonArray(
            conditions.values().stream()
                .filter(
                    each -> !(each instanceof JsonObject known && known.text("type").equals(type)))
                .toList());
  }
}
