package dev.keelson.apiserver.model.json;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A list of values, none of them Java's null. */
public record JsonArray(List<JsonValue> values) implements JsonValue, Iterable<JsonValue> {
  public static final JsonArray EMPTY = new JsonArray(List.of());

  public JsonArray {
    values = List.copyOf(values);
  }

  public static JsonArray of(JsonValue... values) {
    return new JsonArray(List.of(values));
  }

  public static JsonArray ofText(List<String> texts) {
    return new JsonArray(List.copyOf(texts.stream().map(JsonString::of).toList()));
  }

  public int size() {
    return values.size();
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  public JsonValue get(int index) {
    return values.get(index);
  }

  /** Those elements that are objects. */
  public Stream<JsonObject> objects() {
    return values.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
  }

  /** Those elements that are strings. */
  public Stream<String> texts() {
    return values.stream()
        .filter(JsonString.class::isInstance)
        .map(each -> ((JsonString) each).text());
  }

  public JsonArray plus(JsonValue value) {
    List<JsonValue> longer = new ArrayList<>(values.size() + 1);
    longer.addAll(values);
    longer.add(value);
    return new JsonArray(longer);
  }

  /** Each object through {@code change}; everything else stays. Itself where nothing changed. */
  public JsonArray mapObjects(Function<JsonObject, JsonObject> change) {
    List<JsonValue> changed = null;
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof JsonObject before) {
        JsonObject after = change.apply(before);
        if (after != before) {
          if (changed == null) {
            changed = new ArrayList<>(values);
          }
          changed.set(i, after);
        }
      }
    }
    return changed == null ? this : new JsonArray(changed);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonArray that && Sameness.of(this, that);
  }

  @Override
  public int hashCode() {
    return Sameness.hash(this, 0);
  }

  @Override
  public String toString() {
    return toJson();
  }

  @Override
  public Iterator<JsonValue> iterator() {
    return values.iterator();
  }
}
