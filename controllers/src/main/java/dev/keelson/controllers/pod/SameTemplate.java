package dev.keelson.controllers.pod;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;

/**
 * Whether two templates mean the same. What is empty is as good as absent: Go clients write out
 * what others leave away.
 */
public final class SameTemplate {
  private SameTemplate() {}

  /**
   * @param ignoredLabel of the template's own labels
   */
  public static boolean test(JsonObject one, JsonObject other, String ignoredLabel) {
    return plain(without(one, ignoredLabel)).equals(plain(without(other, ignoredLabel)));
  }

  public static boolean test(JsonObject one, JsonObject other) {
    return one.equals(other) || plain(one).equals(plain(other));
  }

  private static JsonObject without(JsonObject template, String label) {
    return template.mapObject(
        "metadata", metadata -> metadata.mapObject("labels", labels -> labels.without(label)));
  }

  private static JsonValue plain(JsonValue value) {
    return switch (value) {
      case JsonObject object -> {
        JsonObject.Builder kept = JsonObject.builder();
        object.forEach(
            (name, member) -> {
              JsonValue plain = plain(member);
              if (!isEmpty(plain)) {
                kept.put(name, plain);
              }
            });
        yield kept.build();
      }
      case JsonArray array ->
          new JsonArray(array.values().stream().map(SameTemplate::plain).toList());
      default -> value;
    };
  }

  private static boolean isEmpty(JsonValue value) {
    return switch (value) {
      case JsonNull _ -> true;
      case JsonObject object -> object.isEmpty();
      case JsonArray array -> array.isEmpty();
      default -> false;
    };
  }
}
