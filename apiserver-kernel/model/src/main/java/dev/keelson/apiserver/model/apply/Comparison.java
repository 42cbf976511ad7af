package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.json.JsonValue;

/** What became of the fields of a tree; no path is in two of the sets. */
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {
  static final Comparison SAME = new Comparison(FieldSet.EMPTY, FieldSet.EMPTY, FieldSet.EMPTY);

  /** Of two objects as their types see them: what is always there is there, written or not. */
  static Comparison typed(JsonValue before, JsonValue after, Shape shape) {
    return before == after ? SAME : new Comparer(true).compare(before, after, shape);
  }

  /** Of two trees as they were written. */
  static Comparison written(JsonValue before, JsonValue after, Shape shape) {
    return before == after ? SAME : new Comparer(false).compare(before, after, shape);
  }

  boolean isSame() {
    return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
  }

  /** What the change set: added or modified. */
  FieldSet set() {
    return modified.union(added);
  }

  /** Without these fields and all below them. */
  Comparison without(FieldSet fields) {
    return fields.isEmpty()
        ? this
        : new Comparison(
            added.recursiveDifference(fields),
            modified.recursiveDifference(fields),
            removed.recursiveDifference(fields));
  }
}
