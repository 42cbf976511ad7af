package dev.keelson.controllers.basis;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A {@code status.conditions}: objects, of which each {@code type} stands once. Pure. */
public final class Conditions {
  private Conditions() {}

  public static Optional<JsonObject> find(JsonArray conditions, String type) {
    for (JsonValue each : conditions) {
      if (each instanceof JsonObject condition && condition.text("type").equals(type)) {
        return Optional.of(condition);
      }
    }
    return Optional.empty();
  }

  /** {@code True}, {@code False}, {@code Unknown}; "": it is not there. */
  public static String status(JsonArray conditions, String type) {
    return find(conditions, type).map(each -> each.text("status")).orElse("");
  }

  /**
   * The condition through {@code change}, which is given an object of its type if there is none.
   */
  public static JsonArray with(
      JsonArray conditions, String type, UnaryOperator<JsonObject> change) {
    List<JsonValue> all = new ArrayList<>(conditions.values());
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof JsonObject condition && condition.text("type").equals(type)) {
        JsonObject after = change.apply(condition);
        if (after.equals(condition)) {
          return conditions;
        }
        all.set(i, after);
        return new JsonArray(all);
      }
    }
    all.add(change.apply(JsonObject.builder().put("type", type).build()));
    return new JsonArray(all);
  }

  /** Set so, with {@code now} as time of the change if the status is another than before. */
  public static JsonArray set(
      JsonArray conditions, String type, String status, String reason, String message, String now) {
    return with(
        conditions,
        type,
        before -> {
          JsonObject after =
              before.text("status").equals(status)
                  ? before
                  : before.with("status", status).with("lastTransitionTime", now);
          return after.with("reason", reason).with("message", message);
        });
  }

  public static JsonArray without(JsonArray conditions, String type) {
    return new JsonArray(
        conditions.values().stream()
            .filter(each -> !(each instanceof JsonObject one && one.text("type").equals(type)))
            .toList());
  }
}
