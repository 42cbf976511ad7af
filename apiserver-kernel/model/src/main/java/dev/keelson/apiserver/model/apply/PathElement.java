package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One step of a path: a field of an object, an item of a list by its keys, by its value, or by its
 * place. They sort in this order, as FieldsV1 is written.
 */
sealed interface PathElement extends Comparable<PathElement> {
  /**
   * As FieldsV1 has it: {@code f:name}, <code>k:{"name":"x"}</code>, {@code v:"x"}, {@code i:0}.
   */
  String serialized();

  /** As messages have it: {@code .name}, {@code [name="x"]}, {@code [="x"]}, {@code [0]}. */
  @Override
  String toString();

  /** A name in an object. Made once for each field of a type, so it keeps its text. */
  final class Field implements PathElement {
    private final String name;
    private final String serialized;

    Field(String name) {
      this.name = name;
      this.serialized = "f:".concat(name);
    }

    String name() {
      return name;
    }

    @Override
    public String serialized() {
      return serialized;
    }

    @Override
    public int compareTo(PathElement other) {
      return other instanceof Field field ? Values.compareText(name, field.name) : -1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Field field && name.equals(field.name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

    @Override
    public String toString() {
      return "." + name;
    }
  }

  /** One key of an item. */
  record KeyField(String name, JsonValue value) {
    public KeyField {
      value = Values.plain(value);
    }
  }

  /** The item with these keys, sorted by name. */
  record Key(List<KeyField> fields) implements PathElement {
    private static final Comparator<KeyField> BY_NAME =
        (left, right) -> Values.compareText(left.name(), right.name());

    public Key {
      if (fields.size() > 1) {
        List<KeyField> sorted = new ArrayList<>(fields);
        sorted.sort(BY_NAME);
        fields = sorted;
      }
      fields = List.copyOf(fields);
    }

    @Override
    public String serialized() {
      JsonObject.Builder keys = JsonObject.builder();
      fields.forEach(field -> keys.put(field.name(), field.value()));
      return "k:" + Values.escapedJson(keys.build());
    }

    @Override
    public int compareTo(PathElement other) {
      if (!(other instanceof Key that)) {
        return other instanceof Field ? 1 : -1;
      }
      int shared = Math.min(fields.size(), that.fields.size());
      for (int i = 0; i < shared; i++) {
        int byName = BY_NAME.compare(fields.get(i), that.fields.get(i));
        int byField =
            byName != 0
                ? byName
                : Values.compare(fields.get(i).value(), that.fields.get(i).value());
        if (byField != 0) {
          return byField;
        }
      }
      return Integer.compare(fields.size(), that.fields.size());
    }

    @Override
    public String toString() {
      return fields.stream()
          .map(field -> field.name() + "=" + Values.display(field.value()))
          .collect(Collectors.joining(",", "[", "]"));
    }
  }

  /** The item of a set that is this scalar. */
  record Value(JsonValue value) implements PathElement {
    public Value {
      value = Values.plain(value);
    }

    @Override
    public String serialized() {
      return "v:" + Values.escapedJson(value);
    }

    @Override
    public int compareTo(PathElement other) {
      return switch (other) {
        case Value(JsonValue that) -> Values.compare(value, that);
        case Index _ -> -1;
        case Field _, Key _ -> 1;
      };
    }

    @Override
    public String toString() {
      return "[=" + Values.display(value) + "]";
    }
  }

  /** The item at this place of a list that has no keys; counted from 0. */
  record Index(long index) implements PathElement {
    @Override
    public String serialized() {
      return "i:" + index;
    }

    @Override
    public int compareTo(PathElement other) {
      return other instanceof Index(long that) ? Long.compare(index, that) : 1;
    }

    @Override
    public String toString() {
      return "[" + index + "]";
    }
  }
}
