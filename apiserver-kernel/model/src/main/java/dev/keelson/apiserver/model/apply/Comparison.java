package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.json.JsonValue;

/** What became of the fields of a tree; no path is in two of the sets. */
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {
  static final Comparison SAME = new Comparison(FieldSet.EMPTY, FieldSet.EMPTY, FieldSet.EMPTY);

  static Comparison of(JsonValue before, JsonValue after, Shape shape) {
    return before == after ? SAME : Comparer.compare(before, after, shape);
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
