package dev.keelson.apiserver.model.patch;

import dev.keelson.apiserver.model.json.GoText;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Names in a strategic merge patch that are no fields. */
final class Directives {
  static final String PATCH = "$patch";
  static final String RETAIN_KEYS = "$retainKeys";
  static final String ORDER = "$setElementOrder";
  static final String DELETE = "$deleteFromPrimitiveList";

  private Directives() {}

  /** {@code $setElementOrder/containers} is {@code containers}. */
  static String field(String name, String directive) {
    int slash = name.indexOf('/');
    if (slash < 0 || !name.substring(0, slash).equals(directive)) {
      throw BadPatch.badRequest(
          directive.equals(DELETE)
              ? "invalid patch format of primitive list"
              : "invalid patch format of setElementOrder list");
    }
    return name.substring(slash + 1);
  }

  static BadPatch unknown(JsonValue directive, JsonObject patch) {
    return BadPatch.unexpected(
        "unknown patch type: %s in map: %s"
            .formatted(GoText.print(directive), GoText.print(patch)));
  }

  /** The fields that {@code $retainKeys} names; all others of the patch's object go. */
  static Set<String> retained(JsonObject patch) {
    BadPatch bad = BadPatch.badRequest("invalid patch format of retainKeys");
    if (!(patch.get(RETAIN_KEYS) instanceof JsonArray list)) {
      throw bad;
    }
    Set<String> retained = new HashSet<>(list.texts().toList());
    for (String name : patch.names()) {
      boolean isField =
          patch.isSet(name)
              && !name.equals(RETAIN_KEYS)
              && !name.startsWith(DELETE)
              && !name.startsWith(ORDER);
      if (isField && !retained.contains(name)) {
        throw bad;
      }
    }
    return retained;
  }

  /**
   * What a patch's value is where nothing was before: without nulls in objects, and without objects
   * that carry {@code $patch}. Empty if it is such an object itself.
   */
  static Optional<JsonValue> cleaned(JsonValue value, int depth) {
    BadPatch.checkDepth(depth);
    switch (value) {
      case JsonObject object when object.isSet(PATCH) -> {
        return Optional.empty();
      }
      case JsonObject object -> {
        JsonObject.Builder kept = JsonObject.builder();
        object.forEach(
            (name, each) -> {
              if (each != JsonNull.NULL) {
                cleaned(each, depth + 1).ifPresent(clean -> kept.put(name, clean));
              }
            });
        return Optional.of(kept.build());
      }
      case JsonArray array -> {
        List<JsonValue> kept = new ArrayList<>(array.size());
        for (JsonValue each : array) {
          cleaned(each, depth + 1).ifPresent(kept::add);
        }
        return Optional.of(new JsonArray(kept));
      }
      default -> {
        return Optional.of(value);
      }
    }
  }

  /** As {@link #cleaned}, with its nulls. */
  static JsonArray withoutDirectives(JsonArray array, int depth) {
    List<JsonValue> kept = new ArrayList<>(array.size());
    for (JsonValue each : array) {
      withoutDirectives(each, depth + 1).ifPresent(kept::add);
    }
    return new JsonArray(kept);
  }

  private static Optional<JsonValue> withoutDirectives(JsonValue value, int depth) {
    BadPatch.checkDepth(depth);
    switch (value) {
      case JsonObject object when object.has(PATCH) -> {
        return Optional.empty();
      }
      case JsonObject object -> {
        JsonObject.Builder kept = JsonObject.builder();
        object.forEach(
            (name, each) ->
                withoutDirectives(each, depth + 1).ifPresent(clean -> kept.put(name, clean)));
        return Optional.of(kept.build());
      }
      case JsonArray array -> {
        return Optional.of(withoutDirectives(array, depth));
      }
      default -> {
        return Optional.of(value);
      }
    }
  }

  static BadPatch wrongType(String expected, JsonValue actual) {
    return BadPatch.unexpected(
        "expected a %s, but received a %s".formatted(expected, goType(actual)));
  }

  static final String LIST = "[]interface {}";
  static final String MAP = "map[string]interface {}";

  private static String goType(JsonValue value) {
    return switch (value) {
      case JsonObject _ -> MAP;
      case JsonArray _ -> LIST;
      case JsonString _ -> "string";
      default ->
          switch (value.typeName()) {
            case "boolean" -> "bool";
            case "null" -> "%!s(<nil>)";
            default -> value.toJson().indexOf('.') < 0 ? "int64" : "float64";
          };
    };
  }
}
