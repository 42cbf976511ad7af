package dev.keelson.apiserver.model.apply;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of paths, as a trie: each node says of each element whether the path ends there, and what
 * goes on below it. Immutable; elements are sorted, and none is there for nothing. Operations
 * answer the set itself where it would not change.
 */
final class FieldSet {
  static final FieldSet EMPTY =
      new FieldSet(new PathElement[0], new boolean[0], new FieldSet[0], 0);

  private final PathElement[] elements;
  private final boolean[] members;
  private final FieldSet[] below;
  private final int size;

  private FieldSet(PathElement[] elements, boolean[] members, FieldSet[] below, int size) {
    this.elements = elements;
    this.members = members;
    this.below = below;
    this.size = size;
  }

  /** Each path as its elements; a text is a field's name. */
  static FieldSet of(List<?>... paths) {
    Builder builder = new Builder();
    for (List<?> path : paths) {
      Builder here = builder;
      for (Object each : path) {
        here =
            here.child(each instanceof PathElement it ? it : new PathElement.Field((String) each));
      }
      here.mark();
    }
    return builder.build();
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** How many elements stand at the top. */
  int size() {
    return size;
  }

  PathElement element(int at) {
    return elements[at];
  }

  boolean isMember(int at) {
    return members[at];
  }

  FieldSet below(int at) {
    return below[at];
  }

  private int place(PathElement element) {
    int at = Arrays.binarySearch(elements, 0, size, element);
    return Math.max(at, -1);
  }

  /** Whether a path of this one element is in the set. */
  boolean has(PathElement element) {
    int at = place(element);
    return at >= 0 && members[at];
  }

  boolean has(List<PathElement> path) {
    FieldSet here = this;
    for (int i = 0; i < path.size() - 1; i++) {
      here = here.under(path.get(i));
    }
    return !path.isEmpty() && here.has(path.getLast());
  }

  /** Those paths that begin with the element, without it. */
  FieldSet under(PathElement element) {
    int at = place(element);
    return at < 0 ? EMPTY : below[at];
  }

  FieldSet union(FieldSet other) {
    if (other.isEmpty() || other == this) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    Joined out = new Joined(size + other.size);
    int i = 0;
    int j = 0;
    while (i < size || j < other.size) {
      int order = order(i, other, j);
      if (order < 0) {
        out.take(this, i++);
      } else if (order > 0) {
        out.take(other, j++);
      } else {
        out.add(elements[i], members[i] || other.members[j], below[i].union(other.below[j]));
        i++;
        j++;
      }
    }
    return out.build();
  }

  FieldSet intersection(FieldSet other) {
    if (other == this) {
      return this;
    }
    Joined out = new Joined(Math.min(size, other.size));
    int i = 0;
    int j = 0;
    while (i < size && j < other.size) {
      int order = elements[i].compareTo(other.elements[j]);
      if (order < 0) {
        i++;
      } else if (order > 0) {
        j++;
      } else {
        out.add(elements[i], members[i] && other.members[j], below[i].intersection(other.below[j]));
        i++;
        j++;
      }
    }
    return out.build();
  }

  /** Those paths that are not in the other; what lies below a path of the other stays. */
  FieldSet difference(FieldSet other) {
    return minus(other, false);
  }

  /** Those paths that are not in the other, nor below one of its paths. */
  FieldSet recursiveDifference(FieldSet other) {
    return minus(other, true);
  }

  private FieldSet minus(FieldSet other, boolean isRecursive) {
    if (isEmpty() || other.isEmpty()) {
      return this;
    }
    Joined out = new Joined(size);
    boolean isChanged = false;
    int i = 0;
    int j = 0;
    while (i < size) {
      int order = order(i, other, j);
      if (order < 0) {
        out.take(this, i++);
      } else if (order > 0) {
        j++;
      } else {
        boolean isMember = members[i] && !other.members[j];
        FieldSet rest =
            isRecursive && other.members[j] ? EMPTY : below[i].minus(other.below[j], isRecursive);
        isChanged |= isMember != members[i] || rest != below[i];
        out.add(elements[i], isMember, rest);
        i++;
        j++;
      }
    }
    return isChanged ? out.build() : this;
  }

  private int order(int i, FieldSet other, int j) {
    if (i == size) {
      return 1;
    }
    return j == other.size ? -1 : elements[i].compareTo(other.elements[j]);
  }

  /**
   * With each field that a type names and below which something lies: what holds {@code a.b} then
   * holds {@code a} too, but of a map's own entries nothing is added.
   */
  FieldSet withNamedFields(@Nullable Shape shape) {
    Joined out = new Joined(size);
    for (int i = 0; i < size; i++) {
      boolean isNamed =
          !below[i].isEmpty()
              && shape != null
              && elements[i] instanceof PathElement.Field field
              && shape.names(field.name());
      Shape next = shape == null ? null : shape.step(elements[i]);
      out.add(elements[i], members[i] || isNamed, below[i].withNamedFields(next));
    }
    return out.build();
  }

  /** Each path: at each node first those that end there, then those that go on. */
  void forEach(Consumer<List<PathElement>> each) {
    forEach(new ArrayList<>(), each);
  }

  private void forEach(List<PathElement> path, Consumer<List<PathElement>> each) {
    for (int i = 0; i < size; i++) {
      if (members[i]) {
        path.add(elements[i]);
        each.accept(List.copyOf(path));
        path.removeLast();
      }
    }
    for (int i = 0; i < size; i++) {
      if (!below[i].isEmpty()) {
        path.add(elements[i]);
        below[i].forEach(path, each);
        path.removeLast();
      }
    }
  }

  static String text(List<PathElement> path) {
    StringBuilder text = new StringBuilder();
    path.forEach(text::append);
    return text.toString();
  }

  /** Paths as messages show them. */
  List<String> texts() {
    List<String> texts = new ArrayList<>();
    forEach(path -> texts.add(text(path)));
    return texts;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof FieldSet that) || that.size != size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (members[i] != that.members[i]
          || !elements[i].equals(that.elements[i])
          || !below[i].equals(that.below[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (int i = 0; i < size; i++) {
      hash = 31 * hash + elements[i].hashCode() + below[i].hashCode();
    }
    return hash;
  }

  @Override
  public String toString() {
    return String.join("\n", texts());
  }

  /** Takes nodes in order; leaves out those that hold nothing. */
  private static final class Joined {
    private final PathElement[] elements;
    private final boolean[] members;
    private final FieldSet[] below;
    private int size;

    Joined(int atMost) {
      elements = new PathElement[atMost];
      members = new boolean[atMost];
      below = new FieldSet[atMost];
    }

    void take(FieldSet from, int at) {
      add(from.elements[at], from.members[at], from.below[at]);
    }

    void add(PathElement element, boolean isMember, FieldSet rest) {
      if (isMember || !rest.isEmpty()) {
        elements[size] = element;
        members[size] = isMember;
        below[size++] = rest;
      }
    }

    FieldSet build() {
      return size == 0 ? EMPTY : new FieldSet(elements, members, below, size);
    }
  }

  /** A node that grows, in any order. One thread. */
  static final class Builder {
    private static final PathElement ROOT = new PathElement.Field("");

    private final PathElement element;
    private final List<Builder> children = new ArrayList<>(4);
    private boolean isMember;
    private boolean isSorted = true;

    Builder() {
      this(ROOT);
    }

    private Builder(PathElement element) {
      this.element = element;
    }

    /** Adds the path that ends here. */
    void mark() {
      isMember = true;
    }

    /** A new node below; the same element may come again. */
    Builder child(PathElement next) {
      Builder child = new Builder(next);
      if (!children.isEmpty() && children.getLast().element.compareTo(next) >= 0) {
        isSorted = false;
      }
      children.add(child);
      return child;
    }

    /** Every path marked below this node; whether the node itself is marked has no say. */
    FieldSet build() {
      if (children.isEmpty()) {
        return EMPTY;
      }
      if (!isSorted) {
        children.sort((left, right) -> left.element.compareTo(right.element));
      }
      Joined out = new Joined(children.size());
      for (Builder child : children) {
        FieldSet rest = child.build();
        int last = out.size - 1;
        if (!isSorted && last >= 0 && out.elements[last].equals(child.element)) {
          out.members[last] |= child.isMember;
          out.below[last] = out.below[last].union(rest);
        } else {
          out.add(child.element, child.isMember, rest);
        }
      }
      return out.build();
    }
  }
}
