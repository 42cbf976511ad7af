package dev.keelson.controllers.history;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonDouble;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.controllers.history.TemplateFields.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The data of a revision: a strategic merge patch that puts one template in the place of another,
 * which is what {@code kubectl rollout undo} applies. Others tell revisions apart by its very
 * bytes, so it is written as upstream's controllers write it: a Go object, read into a map and
 * written once more. So all names are sorted, what Go leaves out is left out, and what Go always
 * writes is there.
 */
final class TemplatePatch {
  /** Beyond this, a number that went through a Go map is not what it was. */
  private static final long EXACT = 1L << 53;

  private static final JsonString NO_QUANTITY = JsonString.of("0");

  private TemplatePatch() {}

  static JsonObject of(JsonObject template) {
    return JsonObject.of(
        "spec",
        JsonObject.of(
            "template", sorted(object("PodTemplateSpec", template).with("$patch", "replace"))));
  }

  private static JsonObject object(String type, JsonObject from) {
    Map<String, JsonValue> all = new TreeMap<>();
    Map<String, Field> fields = TemplateFields.of(type);
    from.forEach(
        (name, value) -> {
          Field field = fields.get(name);
          JsonValue written = field == null ? plain(value) : value(field, value);
          if (field == null || isWritten(field, written)) {
            all.put(name, written);
          }
        });
    fields.forEach(
        (name, field) -> {
          if (!all.containsKey(name)) {
            JsonValue zero = value(field, JsonNull.NULL);
            if (isWritten(field, zero)) {
              all.put(name, zero);
            }
          }
        });
    return JsonObject.of(all);
  }

  private static JsonValue value(Field field, JsonValue value) {
    return switch (field.how()) {
      case "v" -> object(field.type(), value instanceof JsonObject tree ? tree : JsonObject.EMPTY);
      case "o" -> value instanceof JsonObject tree ? object(field.type(), tree) : JsonNull.NULL;
      case "l", "L" -> value instanceof JsonArray list ? elements(field, list) : JsonNull.NULL;
      case "r\"" -> value.isNull() ? JsonString.of("") : value;
      case "r0", "i" -> value.isNull() ? JsonLong.of(0) : plain(value);
      case "rf" -> value.isNull() ? JsonBool.FALSE : value;
      case "q" -> value.isNull() ? NO_QUANTITY : value;
      default -> plain(value);
    };
  }

  private static JsonArray elements(Field field, JsonArray list) {
    List<JsonValue> all = new ArrayList<>(list.size());
    for (JsonValue each : list) {
      all.add(
          !field.type().isEmpty() && each instanceof JsonObject tree
              ? object(field.type(), tree)
              : plain(each));
    }
    return new JsonArray(all);
  }

  private static boolean isWritten(Field field, JsonValue value) {
    return switch (field.how()) {
      case "s" -> !isZero(value);
      case "l" -> value instanceof JsonArray list && !list.isEmpty();
      case "m" -> value instanceof JsonObject map && !map.isEmpty();
      case "o", "p" -> !value.isNull();
      default -> true;
    };
  }

  private static boolean isZero(JsonValue value) {
    return switch (value) {
      case JsonNull _ -> true;
      case JsonString(String text) -> text.isEmpty();
      case JsonLong(long number) -> number == 0;
      case JsonBool bool -> bool == JsonBool.FALSE;
      default -> false;
    };
  }

  /** What has no type here: a map, or a field that came after us. */
  private static JsonValue plain(JsonValue value) {
    return switch (value) {
      case JsonObject object -> {
        Map<String, JsonValue> all = new TreeMap<>();
        object.forEach((name, member) -> all.put(name, plain(member)));
        yield JsonObject.of(all);
      }
      case JsonArray array ->
          new JsonArray(array.values().stream().map(TemplatePatch::plain).toList());
      case JsonLong(long number) when number > EXACT || number < -EXACT -> new JsonDouble(number);
      default -> value;
    };
  }

  private static JsonObject sorted(JsonObject object) {
    Map<String, JsonValue> all = new TreeMap<>();
    object.forEach(all::put);
    return JsonObject.of(all);
  }
}
