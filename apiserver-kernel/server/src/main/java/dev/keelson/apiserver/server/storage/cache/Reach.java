package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.tree.SortedTree;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/**
 * The keys where what a selection means can lie.
 *
 * @param prefix of the list, which continue tokens leave out
 * @param range what is to be read
 */
record Reach(String prefix, KeyRange range) {
  static Reach of(Resource resource, Selection selection) {
    String prefix = resource.prefix(selection.namespace());
    boolean isOne =
        !selection.name().isEmpty()
            && (!resource.isNamespaced() || !selection.namespace().isEmpty());
    KeyRange range =
        isOne
            ? KeyRange.one(
                Bytes.of(resource.key(new ObjectName(selection.namespace(), selection.name()))))
            : KeyRange.prefix(Bytes.of(prefix));
    return new Reach(prefix, range);
  }

  /** The same, from a key of it on; "" from its first. */
  Reach from(String key) {
    return key.isEmpty() || range.isOneKey()
        ? this
        : new Reach(prefix, new KeyRange(Bytes.of(key), range.end()));
  }

  byte[] first() {
    return range.start().array();
  }

  byte[] end() {
    return range.firstAfter().array();
  }

  /** How many objects lie here. */
  long count(SortedTree<Stored> tree) {
    return tree.weightBelow(end()) - tree.weightBelow(first());
  }

  /** In order. */
  Iterator<Stored> iterator(SortedTree<Stored> tree) {
    SortedTree.Cursor<Stored> cursor = tree.cursor(first());
    long count = count(tree); // so that no key need be compared on the way
    return new Iterator<>() {
      private long left = count;

      @Override
      public boolean hasNext() {
        return left > 0;
      }

      @Override
      public Stored next() {
        if (left-- <= 0 || !cursor.next()) {
          throw new NoSuchElementException();
        }
        return cursor.value();
      }
    };
  }

  /** In order, until {@code each} says no. */
  void walk(SortedTree<Stored> tree, Predicate<Stored> each) {
    Iterator<Stored> objects = iterator(tree);
    boolean goesOn = true;
    while (goesOn && objects.hasNext()) {
      goesOn = each.test(objects.next());
    }
  }
}
