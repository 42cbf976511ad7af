package dev.keelson.apiserver.server.kind;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.Map;

/** Likeness as upstream's {@code equality.Semantic} sees it: empty is as good as absent. */
public final class Semantics {
  private Semantics() {}

  public static boolean same(JsonValue one, JsonValue other) {
    if (one == other || one.equals(other)) {
      return true;
    }
    if (isNothing(one) || isNothing(other)) {
      return isNothing(one) && isNothing(other);
    }
    return switch (one) {
      case JsonObject object -> other instanceof JsonObject that && same(object, that);
      case JsonArray array -> other instanceof JsonArray that && same(array, that);
      default -> false;
    };
  }

  private static boolean isNothing(JsonValue value) {
    return switch (value) {
      case JsonNull _ -> true;
      case JsonObject object -> isNothing(object);
      case JsonArray array -> array.isEmpty();
      default -> false;
    };
  }

  private static boolean isNothing(JsonObject object) {
    for (Map.Entry<String, JsonValue> each : object) {
      if (!isNothing(each.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(JsonObject one, JsonObject other) {
    for (Map.Entry<String, JsonValue> each : one) {
      if (!same(each.getValue(), other.get(each.getKey()))) {
        return false;
      }
    }
    for (Map.Entry<String, JsonValue> each : other) {
      if (!one.has(each.getKey()) && !isNothing(each.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(JsonArray one, JsonArray other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!same(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }
}
