package dev.keelson.mvcc.tree;

import dev.keelson.mvcc.Invariant;
import java.util.Arrays;
import java.util.function.ToLongFunction;

/**
 * A node of a {@link SortedTree}. Never changed once reachable from a tree.
 *
 * <p>Inside an operation a child may come back with one entry too many or too few; its parent sees
 * that ({@link #isOverfull}, {@link #isUnderfull}) and puts it right before the parent itself is
 * returned. Only a root may stay underfull, and only an empty tree has an empty leaf.
 */
abstract sealed class TreeNode<V> {
  static final int FANOUT = 32;

  /**
   * A quarter, not a half, so that puts and removes in turn do not split and merge the same node
   * for ever.
   */
  private static final int LEAST = FANOUT / 4;

  final long weight;
  final int size;

  private TreeNode(long weight, int size) {
    this.weight = weight;
    this.size = size;
  }

  abstract TreeNode<V> put(byte[] key, V value, ToLongFunction<? super V> weigher);

  /** This very node, if it has no such key. */
  abstract TreeNode<V> remove(byte[] key, ToLongFunction<? super V> weigher);

  abstract int width();

  abstract Halves<V> split(ToLongFunction<? super V> weigher);

  /** Of two neighbours of the same depth, divided by {@code separator}; may be overfull. */
  abstract TreeNode<V> merge(byte[] separator, TreeNode<V> right);

  /** Returns the depth. */
  abstract int verify(ToLongFunction<? super V> weigher, boolean root);

  final boolean isOverfull() {
    return width() > FANOUT;
  }

  final boolean isUnderfull() {
    return width() < LEAST;
  }

  /** Two nodes and the least key that the right one may hold. */
  record Halves<V>(TreeNode<V> left, byte[] separator, TreeNode<V> right) {}

  /** Index of {@code key}, or the complement of where it would stand. */
  static int search(byte[][] keys, byte[] key) {
    int low = 0;
    int high = keys.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Arrays.compareUnsigned(keys[middle], key);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return ~low;
  }

  private static <T> T[] inserted(T[] array, int at, T element) {
    T[] out = Arrays.copyOf(array, array.length + 1);
    System.arraycopy(array, at, out, at + 1, array.length - at);
    out[at] = element;
    return out;
  }

  private static <T> T[] replaced(T[] array, int at, T element) {
    T[] out = array.clone();
    out[at] = element;
    return out;
  }

  private static <T> T[] without(T[] array, int at) {
    T[] out = Arrays.copyOf(array, array.length - 1);
    System.arraycopy(array, at + 1, out, at, out.length - at);
    return out;
  }

  private static <T> T[] joined(T[] left, T[] right) {
    T[] out = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, out, left.length, right.length);
    return out;
  }

  static final class Leaf<V> extends TreeNode<V> {
    private static final Leaf<?> EMPTY = new Leaf<>(new byte[0][], new Object[0], 0);

    final byte[][] keys;
    private final Object[] values;

    private Leaf(byte[][] keys, Object[] values, long weight) {
      super(weight, keys.length);
      this.keys = keys;
      this.values = values;
    }

    @SuppressWarnings("unchecked") // holds no value of any type
    static <V> Leaf<V> empty() {
      return (Leaf<V>) EMPTY;
    }

    @SuppressWarnings("unchecked") // only values of type V are ever put in
    V value(int at) {
      return (V) values[at];
    }

    @Override
    TreeNode<V> put(byte[] key, V value, ToLongFunction<? super V> weigher) {
      int at = search(keys, key);
      long added = weigher.applyAsLong(value);
      if (at >= 0) {
        long removed = weigher.applyAsLong(value(at));
        return new Leaf<>(keys, replaced(values, at, value), weight + added - removed);
      }
      return new Leaf<>(inserted(keys, ~at, key), inserted(values, ~at, value), weight + added);
    }

    @Override
    TreeNode<V> remove(byte[] key, ToLongFunction<? super V> weigher) {
      int at = search(keys, key);
      if (at < 0) {
        return this;
      }
      long removed = weigher.applyAsLong(value(at));
      return new Leaf<>(without(keys, at), without(values, at), weight - removed);
    }

    @Override
    int width() {
      return keys.length;
    }

    @Override
    Halves<V> split(ToLongFunction<? super V> weigher) {
      int middle = keys.length / 2;
      Leaf<V> left = part(0, middle, weigher);
      Leaf<V> right = part(middle, keys.length, weigher);
      return new Halves<>(left, right.keys[0], right);
    }

    private Leaf<V> part(int from, int to, ToLongFunction<? super V> weigher) {
      long sum = 0;
      for (int i = from; i < to; i++) {
        sum += weigher.applyAsLong(value(i));
      }
      return new Leaf<>(
          Arrays.copyOfRange(keys, from, to), Arrays.copyOfRange(values, from, to), sum);
    }

    @Override
    TreeNode<V> merge(byte[] separator, TreeNode<V> right) {
      Leaf<V> that = (Leaf<V>) right;
      return new Leaf<>(joined(keys, that.keys), joined(values, that.values), weight + that.weight);
    }

    @Override
    int verify(ToLongFunction<? super V> weigher, boolean root) {
      Invariant.check(
          keys.length == values.length, "%d keys, %d values", keys.length, values.length);
      Invariant.check(!isOverfull() && (root || !isUnderfull()), "leaf of %d entries", keys.length);
      long sum = 0;
      for (int i = 0; i < keys.length; i++) {
        sum += weigher.applyAsLong(value(i));
        Invariant.check(
            i == 0 || Arrays.compareUnsigned(keys[i - 1], keys[i]) < 0,
            "keys out of order at %d",
            i);
      }
      Invariant.check(sum == weight, "leaf weighs %d, says %d", sum, weight);
      return 1;
    }
  }

  /** {@code separators[i]}: above every key of child i, not above any of child i + 1. */
  static final class Inner<V> extends TreeNode<V> {
    private final byte[][] separators;
    final TreeNode<V>[] children;

    private Inner(byte[][] separators, TreeNode<V>[] children, long weight, int size) {
      super(weight, size);
      this.separators = separators;
      this.children = children;
    }

    static <V> Inner<V> of(Halves<V> halves) {
      TreeNode<V>[] children = Arrays.copyOf(Inner.<V>noChildren(), 2);
      children[0] = halves.left;
      children[1] = halves.right;
      return summed(new byte[][] {halves.separator}, children);
    }

    @SuppressWarnings({
      "unchecked",
      "rawtypes"
    }) // an array of a generic type has no other beginning
    private static <V> TreeNode<V>[] noChildren() {
      return (TreeNode<V>[]) new TreeNode[0];
    }

    private static <V> Inner<V> summed(byte[][] separators, TreeNode<V>[] children) {
      long weight = 0;
      int size = 0;
      for (TreeNode<V> child : children) {
        weight += child.weight;
        size += child.size;
      }
      return new Inner<>(separators, children, weight, size);
    }

    int childFor(byte[] key) {
      int at = search(separators, key);
      return at < 0 ? ~at : at + 1;
    }

    @Override
    TreeNode<V> put(byte[] key, V value, ToLongFunction<? super V> weigher) {
      int at = childFor(key);
      TreeNode<V> child = children[at].put(key, value, weigher);
      return child.isOverfull() ? withHalves(at, child.split(weigher)) : withChild(at, child);
    }

    @Override
    TreeNode<V> remove(byte[] key, ToLongFunction<? super V> weigher) {
      int at = childFor(key);
      TreeNode<V> child = children[at].remove(key, weigher);
      if (child == children[at]) {
        return this;
      }
      Inner<V> next = withChild(at, child);
      return child.isUnderfull() && children.length > 1
          ? next.mergedAt(at == 0 ? 0 : at - 1, weigher)
          : next;
    }

    private Inner<V> withChild(int at, TreeNode<V> child) {
      TreeNode<V> old = children[at];
      return new Inner<>(
          separators,
          replaced(children, at, child),
          weight - old.weight + child.weight,
          size - old.size + child.size);
    }

    /** Child {@code at} was split: the halves weigh what it weighs with its change. */
    private Inner<V> withHalves(int at, Halves<V> halves) {
      TreeNode<V>[] next = inserted(children, at + 1, halves.right);
      next[at] = halves.left;
      return summed(inserted(separators, at, halves.separator), next);
    }

    /** Children {@code at} and {@code at + 1} as one, or evened out where one would be too wide. */
    private Inner<V> mergedAt(int at, ToLongFunction<? super V> weigher) {
      TreeNode<V> both = children[at].merge(separators[at], children[at + 1]);
      Inner<V> merged =
          new Inner<>(
              without(separators, at), replaced(without(children, at + 1), at, both), weight, size);
      return both.isOverfull() ? merged.withHalves(at, both.split(weigher)) : merged;
    }

    @Override
    int width() {
      return children.length;
    }

    @Override
    Halves<V> split(ToLongFunction<? super V> weigher) {
      int middle = children.length / 2;
      return new Halves<>(part(0, middle), separators[middle - 1], part(middle, children.length));
    }

    private Inner<V> part(int from, int to) {
      return summed(
          Arrays.copyOfRange(separators, from, to - 1), Arrays.copyOfRange(children, from, to));
    }

    @Override
    TreeNode<V> merge(byte[] separator, TreeNode<V> right) {
      Inner<V> that = (Inner<V>) right;
      return summed(
          joined(inserted(separators, separators.length, separator), that.separators),
          joined(children, that.children));
    }

    @Override
    int verify(ToLongFunction<? super V> weigher, boolean root) {
      Invariant.check(
          !isOverfull() && (root ? width() > 1 : !isUnderfull()), "inner node of %d", width());
      Invariant.check(separators.length == children.length - 1, "%d separators", separators.length);
      Inner<V> again = summed(separators, children);
      Invariant.check(again.weight == weight, "inner weighs %d, says %d", again.weight, weight);
      Invariant.check(again.size == size, "inner holds %d, says %d", again.size, size);
      int depth = children[0].verify(weigher, false);
      for (TreeNode<V> child : children) {
        Invariant.check(child.verify(weigher, false) == depth, "children of unequal depth");
      }
      return depth + 1;
    }
  }
}
