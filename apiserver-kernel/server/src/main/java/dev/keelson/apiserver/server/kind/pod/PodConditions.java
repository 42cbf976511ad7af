package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Conditions in a status: one of each type, with the time of its last change. */
final class PodConditions {
  private PodConditions() {}

  /** Replaces the condition of that type, or adds it. The time stays where the status does. */
  static JsonObject set(JsonObject status, JsonObject condition, Instant now) {
    List<JsonValue> conditions = new ArrayList<>(status.array("conditions").values());
    for (int i = 0; i < conditions.size(); i++) {
      if (conditions.get(i) instanceof JsonObject old
          && old.text("type").equals(condition.text("type"))) {
        boolean same =
            old.text("status").equals(condition.text("status")) && old.isSet("lastTransitionTime");
        String since = same ? old.text("lastTransitionTime") : time(now);
        conditions.set(i, condition.with("lastTransitionTime", since));
        return status.with("conditions", new JsonArray(conditions));
      }
    }
    conditions.add(condition.with("lastTransitionTime", time(now)));
    return status.with("conditions", new JsonArray(conditions));
  }

  /** As {@code meta/v1.Time} is written. */
  static String time(Instant now) {
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static boolean isReady(JsonObject status) {
    return status
        .array("conditions")
        .objects()
        .anyMatch(each -> each.text("type").equals("Ready") && each.text("status").equals("True"));
  }
}
