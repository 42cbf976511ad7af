package dev.keelson.apiserver.model.apply;

import org.jspecify.annotations.Nullable;

/**
 * Brings a set up to date with a type that became atomic after the set was written: what owned
 * something within now owns the whole.
 */
final class Reconciliation {
  private Reconciliation() {}

  /** The set itself where there is nothing to change. */
  static FieldSet of(FieldSet set, Shape shape) {
    FieldSet.Builder wholes = new FieldSet.Builder();
    collect(set, shape, wholes);
    FieldSet whole = wholes.build();
    return whole.isEmpty() ? set : set.recursiveDifference(whole).union(whole);
  }

  private static void collect(FieldSet set, Shape shape, FieldSet.Builder wholes) {
    if (shape.firstForm() == Shape.Form.MAP && shape.entries().isUntyped()) {
      return;
    }
    for (int i = 0; i < set.size(); i++) {
      FieldSet below = set.below(i);
      Shape next = below.isEmpty() ? null : step(shape, set.element(i));
      if (next != null && isAtomic(next)) {
        wholes.child(set.element(i)).mark();
      } else if (next != null) {
        collect(below, next, wholes.child(set.element(i)));
      }
    }
  }

  private static @Nullable Shape step(Shape shape, PathElement element) {
    return switch (shape.firstForm()) {
      case MAP ->
          element instanceof PathElement.Field || shape.entries().element() == null
              ? shape.step(element)
              : shape.entries().element().get();
      case LIST -> shape.items().element().get();
      case SCALAR -> null;
    };
  }

  private static boolean isAtomic(Shape shape) {
    return switch (shape.firstForm()) {
      case MAP -> shape.entries().isAtomic();
      case LIST -> shape.items().isAtomic();
      case SCALAR -> false;
    };
  }
}
