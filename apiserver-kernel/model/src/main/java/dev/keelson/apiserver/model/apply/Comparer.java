package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks two trees of one type side by side. A side that is Java's null has nothing there, which is
 * another thing than a null that was written.
 */
final class Comparer {
  private static final PathElement ROOT = new PathElement.Field("");

  /** Whether both sides are seen as objects of their types, or as what was written. */
  private final boolean isTyped;

  Comparer(boolean isTyped) {
    this.isTyped = isTyped;
  }

  Comparison compare(JsonValue before, JsonValue after, Shape shape) {
    Trail root = new Trail(null, ROOT);
    walk(before, after, shape, root);
    return new Comparison(root.added(), root.modified(), root.removed());
  }

  /** Where the walk is. The nodes of the three sets are made only where something is to mark. */
  private static final class Trail {
    private final @Nullable Trail up;
    private final PathElement element;
    private FieldSet.@Nullable Builder added;
    private FieldSet.@Nullable Builder modified;
    private FieldSet.@Nullable Builder removed;

    Trail(@Nullable Trail up, PathElement element) {
      this.up = up;
      this.element = element;
    }

    Trail down(PathElement next) {
      return new Trail(this, next);
    }

    FieldSet.Builder addedNode() {
      FieldSet.Builder node = added;
      if (node == null) {
        node = up == null ? new FieldSet.Builder() : up.addedNode().child(element);
        added = node;
      }
      return node;
    }

    FieldSet.Builder modifiedNode() {
      FieldSet.Builder node = modified;
      if (node == null) {
        node = up == null ? new FieldSet.Builder() : up.modifiedNode().child(element);
        modified = node;
      }
      return node;
    }

    FieldSet.Builder removedNode() {
      FieldSet.Builder node = removed;
      if (node == null) {
        node = up == null ? new FieldSet.Builder() : up.removedNode().child(element);
        removed = node;
      }
      return node;
    }

    FieldSet added() {
      return added == null ? FieldSet.EMPTY : added.build();
    }

    FieldSet modified() {
      return modified == null ? FieldSet.EMPTY : modified.build();
    }

    FieldSet removed() {
      return removed == null ? FieldSet.EMPTY : removed.build();
    }
  }

  private void walk(
      @Nullable JsonValue before, @Nullable JsonValue after, Shape shape, Trail trail) {
    if (before == after) {
      return;
    }
    boolean isLeaf;
    if (before == null) {
      if (after == null) {
        return;
      }
      isLeaf = walk(shape.form(after), null, after, shape, trail);
    } else if (after == null) {
      isLeaf = walk(shape.form(before), before, null, shape, trail);
    } else {
      Shape.Form was = shape.form(before);
      Shape.Form is = shape.form(after);
      if (was != is) {
        walk(was, before, after, shape, trail);
      }
      isLeaf = walk(is, before, after, shape, trail);
    }
    if (!isLeaf) {
      if (before == null) {
        trail.addedNode().mark();
      } else if (after == null) {
        trail.removedNode().mark();
      }
    }
  }

  /** Answers whether it took both sides for a leaf, and marked what there was to mark. */
  private boolean walk(
      Shape.Form form,
      @Nullable JsonValue before,
      @Nullable JsonValue after,
      Shape shape,
      Trail trail) {
    switch (form) {
      case SCALAR -> leaf(before, after, trail);
      case LIST -> {
        JsonArray left = before instanceof JsonArray array ? array : JsonArray.EMPTY;
        JsonArray right = after instanceof JsonArray array ? array : JsonArray.EMPTY;
        if (!shape.items().isAtomic() && !(left.isEmpty() && right.isEmpty())) {
          items(left, right, shape, trail);
          return false;
        }
        leaf(before, after, trail);
      }
      case MAP -> {
        JsonObject left = before instanceof JsonObject object ? object : null;
        JsonObject right = after instanceof JsonObject object ? object : null;
        Shape.Entries entries = shape.entries();
        if (!entries.isAtomic() && !(isEmpty(left, entries) && isEmpty(right, entries))) {
          entries(left, right, entries, trail);
          return false;
        }
        leaf(before, after, trail);
      }
    }
    return true;
  }

  private boolean isEmpty(@Nullable JsonObject object, Shape.Entries entries) {
    return object == null || object.isEmpty() && !(isTyped && !entries.standing().isEmpty());
  }

  private static void leaf(@Nullable JsonValue before, @Nullable JsonValue after, Trail trail) {
    if (before == null) {
      trail.addedNode().mark();
    } else if (after == null) {
      trail.removedNode().mark();
    } else if (!Values.equal(before, after)) {
      trail.modifiedNode().mark();
    }
  }

  private void entries(
      @Nullable JsonObject before, @Nullable JsonObject after, Shape.Entries entries, Trail trail) {
    if (after != null) {
      after.forEach((name, _) -> entry(before, after, name, entries, trail));
    }
    if (before != null) {
      before.forEach(
          (name, _) -> {
            if (after == null || !after.has(name)) {
              entry(before, after, name, entries, trail);
            }
          });
    }
    if (isTyped && (before == null || after == null)) {
      JsonObject only = before == null ? after : before;
      for (Shape.Child child : entries.standing()) {
        String name = child.element().name();
        if (only != null && !only.has(name)) {
          entry(before, after, name, entries, trail);
        }
      }
    }
  }

  private void entry(
      @Nullable JsonObject before,
      @Nullable JsonObject after,
      String name,
      Shape.Entries entries,
      Trail trail) {
    Shape.Child child = entries.fields().get(name);
    JsonValue left = seen(before, name, child);
    JsonValue right = seen(after, name, child);
    if (left == right || left != null && Values.isScalar(left) && left.equals(right)) {
      return;
    }
    if (child != null) {
      walk(left, right, child.shape(), trail.down(child.element()));
    } else if (entries.element() != null) {
      walk(left, right, entries.element().get(), trail.down(new PathElement.Field(name)));
    }
  }

  private @Nullable JsonValue seen(
      @Nullable JsonObject in, String name, Shape.@Nullable Child child) {
    if (in == null) {
      return null;
    }
    JsonValue written = in.get(name);
    JsonValue there = written == JsonNull.NULL && !in.has(name) ? null : written;
    return child == null || !isTyped ? there : child.seen(there);
  }

  private void items(JsonArray before, JsonArray after, Shape shape, Trail trail) {
    if (before.equals(after)) {
      return;
    }
    Map<PathElement, List<JsonValue>> was = byElement(before, shape);
    Map<PathElement, List<JsonValue>> is = byElement(after, shape);
    was.forEach(
        (element, left) -> item(element, left, is.getOrDefault(element, List.of()), shape, trail));
    is.forEach(
        (element, right) -> {
          if (!was.containsKey(element)) {
            item(element, List.of(), right, shape, trail);
          }
        });
  }

  private static Map<PathElement, List<JsonValue>> byElement(JsonArray array, Shape shape) {
    Map<PathElement, List<JsonValue>> byElement = LinkedHashMap.newLinkedHashMap(array.size());
    for (JsonValue item : array.values()) {
      byElement.merge(shape.element(item), List.of(item), Comparer::joined);
    }
    return byElement;
  }

  /** Grows a list of its own: there may be as many items as a request is large. */
  private static List<JsonValue> joined(List<JsonValue> known, List<JsonValue> more) {
    List<JsonValue> joined = known.size() == 1 ? new ArrayList<>(known) : known;
    joined.addAll(more);
    return joined;
  }

  /**
   * Items that share their keys are compared as one leaf; where they begin to, or cease, as both.
   */
  private void item(
      PathElement element,
      List<JsonValue> before,
      List<JsonValue> after,
      Shape shape,
      Trail trail) {
    Trail here = trail.down(element);
    Shape itemShape = shape.items().element().get();
    if (before.size() <= 1 && after.size() <= 1) {
      walk(first(before), first(after), itemShape, here);
    } else if (before.size() > 1 && after.size() > 1) {
      if (!Values.equal(new JsonArray(before), new JsonArray(after))) {
        here.modifiedNode().mark();
      }
    } else if (before.size() > 1) {
      walk(null, first(after), itemShape, here);
      here.removedNode().mark();
    } else {
      walk(first(before), null, itemShape, here);
      here.addedNode().mark();
    }
  }

  private static @Nullable JsonValue first(List<JsonValue> values) {
    return values.isEmpty() ? null : values.getFirst();
  }
}
