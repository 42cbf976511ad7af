package dev.keelson.mvcc.tree;

import dev.keelson.mvcc.Invariant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * An immutable ordered map from byte strings to {@code V}; {@link #put} and {@link #remove} return
 * the next map and share all but the changed path with this one. Keys are ordered unsigned, byte by
 * byte, a prefix before its extensions. Each entry has a weight, and the weight of all keys below a
 * bound is known in O(log n).
 *
 * <p>A B+tree of nodes of at most {@value TreeNode#FANOUT} entries: with a million keys it is four
 * nodes deep, and a change copies those four. Arrays given as keys and values are kept, not copied:
 * do not write to them afterwards. Immutable, so safe for any number of threads.
 *
 * @param <V> must not be null
 */
public final class SortedTree<V> {
  private final TreeNode<V> root;
  private final ToLongFunction<? super V> weigher;

  private SortedTree(TreeNode<V> root, ToLongFunction<? super V> weigher) {
    this.root = root;
    this.weigher = weigher;
  }

  /**
   * {@code weigher} must be pure, not negative, and such that the sum over all entries fits a long.
   */
  public static <V> SortedTree<V> empty(ToLongFunction<? super V> weigher) {
    return new SortedTree<>(TreeNode.Leaf.empty(), weigher);
  }

  public int size() {
    return root.size;
  }

  public boolean isEmpty() {
    return root.size == 0;
  }

  /** Of all entries. */
  public long weight() {
    return root.weight;
  }

  /** Null where there is no such key: called for every read of the engine in memory. */
  public @Nullable V get(byte[] key) {
    TreeNode<V> node = root;
    while (node instanceof TreeNode.Inner<V> inner) {
      node = inner.children[inner.childFor(key)];
    }
    TreeNode.Leaf<V> leaf = (TreeNode.Leaf<V>) node;
    int at = TreeNode.search(leaf.keys, key);
    return at < 0 ? null : leaf.value(at);
  }

  /** This map with {@code key} bound to {@code value}, instead of what it was bound to before. */
  public SortedTree<V> put(byte[] key, V value) {
    TreeNode<V> next = root.put(key, value, weigher);
    if (next.isOverfull()) {
      next = TreeNode.Inner.of(next.split(weigher));
    }
    return new SortedTree<>(next, weigher);
  }

  /** This map without {@code key}; this map itself if it has no such key. */
  public SortedTree<V> remove(byte[] key) {
    TreeNode<V> next = root.remove(key, weigher);
    if (next == root) {
      return this;
    }
    while (next instanceof TreeNode.Inner<V> inner && inner.children.length == 1) {
      next = inner.children[0];
    }
    return new SortedTree<>(next, weigher);
  }

  /** The entry with the greatest key {@code <= key}. */
  public Optional<Map.Entry<byte[], V>> floorEntry(byte[] key) {
    return before(cursorAfter(key));
  }

  /** The entry with the greatest key {@code < key}. */
  public Optional<Map.Entry<byte[], V>> lowerEntry(byte[] key) {
    return before(cursor(key));
  }

  /** The entry with the least key {@code >= key}. */
  public Optional<Map.Entry<byte[], V>> ceilingEntry(byte[] key) {
    return after(cursor(key));
  }

  /** The entry with the least key {@code > key}. */
  public Optional<Map.Entry<byte[], V>> higherEntry(byte[] key) {
    return after(cursorAfter(key));
  }

  private Optional<Map.Entry<byte[], V>> before(Cursor<V> cursor) {
    return cursor.previous()
        ? Optional.of(Map.entry(cursor.key(), cursor.value()))
        : Optional.empty();
  }

  private Optional<Map.Entry<byte[], V>> after(Cursor<V> cursor) {
    return cursor.next() ? Optional.of(Map.entry(cursor.key(), cursor.value())) : Optional.empty();
  }

  /** Sum of the weights of all keys {@code < bound}. */
  public long weightBelow(byte[] bound) {
    long sum = 0;
    TreeNode<V> node = root;
    while (node instanceof TreeNode.Inner<V> inner) {
      int at = inner.childFor(bound);
      for (int i = 0; i < at; i++) {
        sum += inner.children[i].weight;
      }
      node = inner.children[at];
    }
    TreeNode.Leaf<V> leaf = (TreeNode.Leaf<V>) node;
    int end = TreeNode.search(leaf.keys, bound);
    end = end < 0 ? ~end : end;
    for (int i = 0; i < end; i++) {
      sum += weigher.applyAsLong(leaf.value(i));
    }
    return sum;
  }

  /** Stands before the least key {@code >= from}. */
  public Cursor<V> cursor(byte[] from) {
    Cursor<V> cursor = new Cursor<>();
    cursor.descend(root, from);
    return cursor;
  }

  /** Stands after the greatest key {@code <= key}. */
  private Cursor<V> cursorAfter(byte[] key) {
    return cursor(Arrays.copyOf(key, key.length + 1));
  }

  /** Stands after the last key. */
  public Cursor<V> cursorAtEnd() {
    Cursor<V> cursor = new Cursor<>();
    cursor.descendToEnd(root);
    return cursor;
  }

  /**
   * A place between two entries. {@link #next} steps over the entry after it and {@link #previous}
   * over the one before it; {@link #key} and {@link #value} are those of the entry stepped over
   * last. Sees the map it was made from, for ever. One thread.
   */
  public static final class Cursor<V> {
    private static final int MAX_DEPTH = 12;

    private final TreeNode.Inner<?>[] path = new TreeNode.Inner<?>[MAX_DEPTH];
    private final int[] taken = new int[MAX_DEPTH];
    private int depth;
    private TreeNode.Leaf<V> leaf = TreeNode.Leaf.empty();
    private int gap;
    private TreeNode.Leaf<V> entryLeaf = leaf;
    private int entry = -1;

    private Cursor() {}

    public boolean next() {
      if (gap == leaf.keys.length && !moveLeaf(1)) {
        return false;
      }
      entryLeaf = leaf;
      entry = gap++;
      return true;
    }

    public boolean previous() {
      if (gap == 0 && !moveLeaf(-1)) {
        return false;
      }
      entryLeaf = leaf;
      entry = --gap;
      return true;
    }

    /** Shared with the map: do not write to it. */
    public byte[] key() {
      Invariant.check(entry >= 0, "cursor read before it moved");
      return entryLeaf.keys[entry];
    }

    public V value() {
      Invariant.check(entry >= 0, "cursor read before it moved");
      return entryLeaf.value(entry);
    }

    private void descend(TreeNode<V> node, byte[] from) {
      while (node instanceof TreeNode.Inner<V> inner) {
        node = push(inner, inner.childFor(from));
      }
      leaf = (TreeNode.Leaf<V>) node;
      int at = TreeNode.search(leaf.keys, from);
      gap = at < 0 ? ~at : at;
    }

    private void descendToStart(TreeNode<V> node) {
      while (node instanceof TreeNode.Inner<V> inner) {
        node = push(inner, 0);
      }
      leaf = (TreeNode.Leaf<V>) node;
      gap = 0;
    }

    private void descendToEnd(TreeNode<V> node) {
      while (node instanceof TreeNode.Inner<V> inner) {
        node = push(inner, inner.children.length - 1);
      }
      leaf = (TreeNode.Leaf<V>) node;
      gap = leaf.keys.length;
    }

    private TreeNode<V> push(TreeNode.Inner<V> inner, int child) {
      path[depth] = inner;
      taken[depth++] = child;
      return inner.children[child];
    }

    /** To the near edge of the neighbouring leaf; stays, and returns false, where there is none. */
    private boolean moveLeaf(int direction) {
      int level = depth - 1;
      while (level >= 0 && !inside(level, taken[level] + direction)) {
        level--;
      }
      if (level < 0) {
        return false;
      }
      depth = level;
      @SuppressWarnings("unchecked") // the path holds nodes of this map only
      TreeNode.Inner<V> turn = (TreeNode.Inner<V>) path[level];
      TreeNode<V> child = push(turn, taken[level] + direction);
      if (direction > 0) {
        descendToStart(child);
      } else {
        descendToEnd(child);
      }
      return true;
    }

    private boolean inside(int level, int child) {
      return child >= 0 && child < path[level].children.length;
    }
  }

  /** Checks order, fill, sums and depth of every node: O(n), for tests. */
  void verify() {
    root.verify(weigher, true);
  }
}
