package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The fields that a tree mentions: its leaves, the items of its lists, the entries of its maps. */
final class SetOf {
  private SetOf() {}

  static FieldSet value(JsonValue value, Shape shape) {
    FieldSet.Builder root = new FieldSet.Builder();
    walk(value, shape, root);
    return root.build();
  }

  private static void walk(JsonValue value, Shape shape, FieldSet.Builder here) {
    switch (shape.form(value)) {
      case SCALAR -> here.mark();
      case LIST -> {
        if (shape.items().isAtomic()) {
          here.mark();
        } else if (value instanceof JsonArray array) {
          items(array, shape, here);
        }
      }
      case MAP -> {
        if (shape.entries().isAtomic()) {
          here.mark();
        } else if (value instanceof JsonObject object) {
          object.forEach((name, each) -> entry(name, each, shape, here));
        }
      }
    }
  }

  private static void entry(String name, JsonValue value, Shape shape, FieldSet.Builder here) {
    Shape.Child child = shape.entries().fields().get(name);
    Shape next = child == null ? shape.under(name) : child.shape();
    if (next == null) {
      return;
    }
    FieldSet.Builder node =
        here.child(child == null ? new PathElement.Field(name) : child.element());
    walk(value, next, node);
    boolean isEmpty = value == JsonNull.NULL || value instanceof JsonObject map && map.isEmpty();
    if (isEmpty || child == null) {
      node.mark();
    }
  }

  /** Of items that share their keys only the element is in the set, nothing of what they hold. */
  private static void items(JsonArray array, Shape shape, FieldSet.Builder here) {
    Map<PathElement, JsonValue> seen = HashMap.newHashMap(array.size());
    Set<PathElement> repeated = new HashSet<>();
    for (JsonValue item : array.values()) {
      PathElement element = shape.element(item);
      if (seen.putIfAbsent(element, item) != null) {
        repeated.add(element);
      }
    }
    Shape itemShape = shape.items().element().get();
    seen.forEach(
        (element, item) -> {
          FieldSet.Builder node = here.child(element);
          node.mark();
          if (!repeated.contains(element)) {
            walk(item, itemShape, node);
          }
        });
  }
}
