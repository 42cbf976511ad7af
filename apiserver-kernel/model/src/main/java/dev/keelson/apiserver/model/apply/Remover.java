package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes paths out of a tree. */
final class Remover {
  /** Whether a map or list of which nothing is left stays as a null. */
  private final boolean keepsEmptied;

  private Remover(boolean keepsEmptied) {
    this.keepsEmptied = keepsEmptied;
  }

  static JsonValue remove(JsonValue value, FieldSet gone, Shape shape) {
    return or(new Remover(false).walk(value, gone, shape), JsonObject.EMPTY);
  }

  /**
   * As {@link #remove}, but a field that was emptied stays as a null: to ask which fields are left,
   * where the field itself counts as one.
   */
  static JsonValue removeKeepingEmptied(JsonValue value, FieldSet gone, Shape shape) {
    return or(new Remover(true).walk(value, gone, shape), JsonNull.NULL);
  }

  private static JsonValue or(@Nullable JsonValue value, JsonValue otherwise) {
    return value == null ? otherwise : value;
  }

  private @Nullable JsonValue walk(JsonValue value, FieldSet gone, Shape shape) {
    if (gone.isEmpty()) {
      return value;
    }
    return switch (shape.form(value)) {
      case SCALAR -> value;
      case LIST ->
          value instanceof JsonArray array && !shape.items().isAtomic()
              ? items(array, gone, shape)
              : null;
      case MAP ->
          value instanceof JsonObject object && !shape.entries().isAtomic()
              ? entries(object, gone, shape)
              : null;
    };
  }

  private @Nullable JsonValue items(JsonArray array, FieldSet gone, Shape shape) {
    Shape itemShape = shape.items().element().get();
    List<JsonValue> left = new ArrayList<>(array.size());
    for (JsonValue item : array.values()) {
      PathElement element = shape.element(item);
      JsonValue rest = gone.has(element) ? null : walk(item, gone.under(element), itemShape);
      if (rest != null) {
        left.add(rest);
      }
    }
    return left.isEmpty() ? null : new JsonArray(left);
  }

  private @Nullable JsonValue entries(JsonObject object, FieldSet gone, Shape shape) {
    JsonObject.Builder left = JsonObject.builder();
    object.forEach(
        (name, value) -> {
          PathElement element = new PathElement.Field(name);
          Shape next = shape.under(name);
          if (next == null) {
            left.put(name, value);
          } else if (!gone.has(element)) {
            JsonValue rest = walk(value, gone.under(element), next);
            if (rest != null) {
              left.put(name, rest);
            } else if (keepsEmptied) {
              left.put(name, JsonNull.NULL);
            }
          }
        });
    JsonObject rest = left.build();
    return rest.isEmpty() ? null : rest;
  }
}
