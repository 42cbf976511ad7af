package dev.keelson.apiserver.model.patch;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.Optional;

/** An object or a list that can be changed in place; what no path went into stays as it is. */
sealed interface OpenNode permits OpenObject, OpenArray {
  static OpenNode of(JsonValue value) {
    return switch (value) {
      case JsonObject object -> new OpenObject(object);
      case JsonArray array -> new OpenArray(array);
      default -> throw new IllegalArgumentException("not a container: " + value.typeName());
    };
  }

  static boolean isContainer(JsonValue value) {
    return value instanceof JsonObject || value instanceof JsonArray;
  }

  /** The container there, opened; empty if something else stands there or nothing. */
  Optional<OpenNode> child(String key);

  PatchPlace place(String key);

  JsonValue close();
}
