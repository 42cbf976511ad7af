package dev.keelson.apiserver.model.patch;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * RFC 7386, as evanphx/json-patch 4 does it: what is added loses its nulls, also those of objects
 * in lists.
 */
public final class MergePatch {
  private MergePatch() {}

  /**
   * @throws BadPatch the patch is neither object nor list, or too deep
   */
  public static JsonValue apply(JsonValue document, JsonValue patch) {
    return switch (patch) {
      case JsonObject object when document instanceof JsonObject before -> merge(before, object, 0);
      case JsonObject object -> withoutNulls(object, 0);
      case JsonArray array -> withoutNulls(array, 0);
      default -> throw BadPatch.badRequest("Invalid JSON Patch");
    };
  }

  private static JsonObject merge(JsonObject before, JsonObject patch, int depth) {
    BadPatch.checkDepth(depth);
    if (patch.isEmpty()) {
      return before;
    }
    JsonObject.Builder after = JsonObject.builder();
    before.forEach(
        (name, value) -> {
          if (!patch.has(name)) {
            after.put(name, value);
          } else if (patch.isSet(name)) {
            after.put(name, merge(value, patch.get(name), depth + 1));
          }
        });
    patch.forEach(
        (name, value) -> {
          if (!value.isNull() && !before.has(name)) {
            after.put(name, withoutNulls(value, depth + 1));
          }
        });
    return after.build();
  }

  private static JsonValue merge(JsonValue before, JsonValue patch, int depth) {
    if (!(before instanceof JsonObject object)) {
      return withoutNulls(patch, depth);
    }
    return patch instanceof JsonObject change ? merge(object, change, depth) : patch;
  }

  private static JsonValue withoutNulls(JsonValue value, int depth) {
    BadPatch.checkDepth(depth);
    switch (value) {
      case JsonObject object -> {
        JsonObject.Builder kept = JsonObject.builder();
        object.forEach(
            (name, each) -> {
              if (each != JsonNull.NULL) {
                kept.put(name, withoutNulls(each, depth + 1));
              }
            });
        return kept.build();
      }
      case JsonArray array -> {
        List<JsonValue> kept = new ArrayList<>(array.size());
        for (JsonValue each : array) {
          kept.add(withoutNulls(each, depth + 1));
        }
        return new JsonArray(kept);
      }
      default -> {
        return value;
      }
    }
  }
}
