package dev.keelson.mvcc.watch;

import static java.util.Objects.requireNonNull;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Distinct ranges of more than one key, and which of them contain a key: in O(log n + found) for
 * ranges that do not overlap much.
 *
 * <p>A treap ordered by start, then end, each node knowing the greatest end below it. It changes in
 * place, in O(log n), because watches come and go between any two publications. Priorities come
 * from a fixed seed: its shape never shows in what it answers. Not thread-safe.
 */
final class RangeIndex<T> {
  private final SplittableRandom priorities = new SplittableRandom(20150619);
  private @Nullable Node<T> root;

  private static final class Node<T> {
    final KeyRange range;
    final T value;
    final int priority;
    Bytes greatestEnd;
    @Nullable Node<T> left;
    @Nullable Node<T> right;

    Node(KeyRange range, T value, int priority) {
      this.range = range;
      this.value = value;
      this.priority = priority;
      this.greatestEnd = range.end();
    }

    Node<T> settled() {
      greatestEnd = range.end();
      if (left != null) {
        greatestEnd = later(greatestEnd, left.greatestEnd);
      }
      if (right != null) {
        greatestEnd = later(greatestEnd, right.greatestEnd);
      }
      return this;
    }
  }

  /** {@code range}: not one key, not in here yet. */
  void add(KeyRange range, T value) {
    root = added(root, new Node<>(range, value, priorities.nextInt()));
  }

  /** Nothing happens where {@code range} is not in here. */
  void remove(KeyRange range) {
    root = removed(root, range);
  }

  /**
   * Gives the values of all ranges that contain {@code key}. {@code found} must not change this
   * index.
   */
  void containing(Bytes key, Consumer<? super T> found) {
    containing(root, key, found);
  }

  private static <T> void containing(@Nullable Node<T> from, Bytes key, Consumer<? super T> found) {
    for (Node<T> node = from; node != null && isBefore(key, node.greatestEnd); node = node.right) {
      containing(node.left, key, found);
      if (key.compareTo(node.range.start()) < 0) {
        return;
      }
      if (isBefore(key, node.range.end())) {
        found.accept(node.value);
      }
    }
  }

  private static <T> Node<T> added(@Nullable Node<T> into, Node<T> node) {
    if (into == null) {
      return node;
    }
    boolean toLeft = order(node.range, into.range) < 0;
    if (toLeft) {
      into.left = added(into.left, node);
      return into.left.priority > into.priority ? turnedRight(into) : into.settled();
    }
    into.right = added(into.right, node);
    return into.right.priority > into.priority ? turnedLeft(into) : into.settled();
  }

  private static <T> @Nullable Node<T> removed(@Nullable Node<T> from, KeyRange range) {
    if (from == null) {
      return null;
    }
    int order = order(range, from.range);
    if (order == 0) {
      return joined(from.left, from.right);
    }
    if (order < 0) {
      from.left = removed(from.left, range);
    } else {
      from.right = removed(from.right, range);
    }
    return from.settled();
  }

  private static <T> @Nullable Node<T> joined(@Nullable Node<T> left, @Nullable Node<T> right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    if (left.priority > right.priority) {
      left.right = joined(left.right, right);
      return left.settled();
    }
    right.left = joined(left, right.left);
    return right.settled();
  }

  private static <T> Node<T> turnedRight(Node<T> top) {
    Node<T> up = requireNonNull(top.left);
    top.left = up.right;
    up.right = top.settled();
    return up.settled();
  }

  private static <T> Node<T> turnedLeft(Node<T> top) {
    Node<T> up = requireNonNull(top.right);
    top.right = up.left;
    up.left = top.settled();
    return up.settled();
  }

  private static int order(KeyRange a, KeyRange b) {
    int byStart = a.start().compareTo(b.start());
    return byStart != 0 ? byStart : a.end().compareTo(b.end());
  }

  private static boolean isBefore(Bytes key, Bytes end) {
    return end.isZero() || key.compareTo(end) < 0;
  }

  private static Bytes later(Bytes a, Bytes b) {
    return b.isZero() || (!a.isZero() && b.compareTo(a) > 0) ? b : a;
  }
}
