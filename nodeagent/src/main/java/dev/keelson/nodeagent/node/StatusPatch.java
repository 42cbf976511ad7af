package dev.keelson.nodeagent.node;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of a status has changed, as a strategic merge patch. */
final class StatusPatch {
  /** What is taken away where it is not said any more. */
  private static final List<String> LEFT_OUT = List.of("reason", "message");

  /** Conditions of ours that are there or not. */
  private static final List<String> PASSING = List.of("PodResizePending");

  private StatusPatch() {}

  /** Empty: nothing. Fields and conditions that {@code wanted} does not name are left alone. */
  static Optional<JsonObject> between(JsonObject before, JsonObject wanted) {
    JsonObject.Builder changes = JsonObject.builder();
    wanted.forEach(
        (name, value) -> {
          if (name.equals("conditions")) {
            JsonArray changed = conditions(before.array(name), wanted.array(name));
            if (!changed.isEmpty()) {
              changes.put(name, changed);
            }
          } else if (!value.equals(before.get(name))) {
            changes.put(name, value);
          }
        });
    for (String name : LEFT_OUT) {
      if (before.isSet(name) && !wanted.has(name)) {
        changes.put(name, JsonNull.NULL);
      }
    }
    JsonObject all = changes.build();
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  private static JsonArray conditions(JsonArray before, JsonArray wanted) {
    List<JsonValue> changed = new ArrayList<>();
    wanted
        .objects()
        .filter(each -> before.objects().noneMatch(was -> isSame(was, each)))
        .forEach(each -> changed.add(withoutLeftovers(before, each)));
    for (String type : PASSING) {
      if (has(before, type) && !has(wanted, type)) {
        changed.add(JsonObject.builder().put("$patch", "delete").put("type", type).build());
      }
    }
    return new JsonArray(changed);
  }

  private static boolean has(JsonArray conditions, String type) {
    return conditions.objects().anyMatch(each -> each.text("type").equals(type));
  }

  private static boolean isSame(JsonObject was, JsonObject wanted) {
    return was.text("type").equals(wanted.text("type"))
        && was.text("status").equals(wanted.text("status"))
        && was.text("reason").equals(wanted.text("reason"))
        && was.text("message").equals(wanted.text("message"))
        && was.number("observedGeneration", 0) == wanted.number("observedGeneration", 0);
  }

  /** A merge by type leaves a reason where it was, unless it is taken away by name. */
  private static JsonObject withoutLeftovers(JsonArray before, JsonObject wanted) {
    JsonObject result = wanted;
    Optional<JsonObject> was =
        before.objects().filter(each -> each.text("type").equals(wanted.text("type"))).findFirst();
    for (String name : LEFT_OUT) {
      if (was.isPresent() && was.get().isSet(name) && !wanted.has(name)) {
        result = result.with(name, JsonNull.NULL);
      }
    }
    return result;
  }
}
