package dev.keelson.mvcc.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Against a {@link TreeMap}. */
class SortedTreeTest {
  private static byte[] key(Random random, int space) {
    int number = random.nextInt(space);
    byte[] key = new byte[1 + number % 4];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (number >>> (8 * i) % 24 ^ i * 0x55);
    }
    return key;
  }

  private static SortedTree<Long> change(
      SortedTree<Long> tree, TreeMap<byte[], Long> model, Random random, int space, int removes) {
    byte[] key = key(random, space);
    if (random.nextInt(100) < removes) {
      model.remove(key);
      return tree.remove(key);
    }
    long value = random.nextInt(1000);
    model.put(key, value);
    return tree.put(key, value);
  }

  @Property(tries = 60)
  void behavesLikeATreeMap(@ForAll long seed, @ForAll @IntRange(min = 2, max = 20_000) int space) {
    Random random = new Random(seed);
    TreeMap<byte[], Long> model = new TreeMap<>(Arrays::compareUnsigned);
    SortedTree<Long> tree = SortedTree.empty(Long::longValue);
    for (int phase = 0; phase < 6; phase++) {
      int removes = phase % 2 == 0 ? 10 : 85;
      for (int i = 0; i < 1500; i++) {
        tree = change(tree, model, random, space, removes);
      }
      tree.verify();
      assertSame(tree, model);
      for (int i = 0; i < 50; i++) {
        assertSameAround(tree, model, key(random, space));
      }
    }
    for (byte[] key : new ArrayList<>(model.keySet())) {
      tree = tree.remove(key);
    }
    tree.verify();
    assertThat(tree.isEmpty()).isTrue();
    assertThat(tree.weight()).isZero();
  }

  private static void assertSame(SortedTree<Long> tree, TreeMap<byte[], Long> model) {
    assertThat(tree.size()).isEqualTo(model.size());
    assertThat(tree.weight()).isEqualTo(sum(model));
    SortedTree.Cursor<Long> up = tree.cursor(new byte[0]);
    for (Map.Entry<byte[], Long> entry : model.entrySet()) {
      assertThat(up.next()).isTrue();
      assertThat(up.key()).isEqualTo(entry.getKey());
      assertThat(up.value()).isEqualTo(entry.getValue());
    }
    assertThat(up.next()).isFalse();
    SortedTree.Cursor<Long> down = tree.cursorAtEnd();
    for (Map.Entry<byte[], Long> entry : model.descendingMap().entrySet()) {
      assertThat(down.previous()).isTrue();
      assertThat(down.key()).isEqualTo(entry.getKey());
    }
    assertThat(down.previous()).isFalse();
  }

  private static void assertSameAround(
      SortedTree<Long> tree, TreeMap<byte[], Long> model, byte[] key) {
    assertThat(tree.get(key)).isEqualTo(model.get(key));
    assertThat(keyOf(tree.floorEntry(key))).isEqualTo(model.floorKey(key));
    assertThat(keyOf(tree.lowerEntry(key))).isEqualTo(model.lowerKey(key));
    assertThat(keyOf(tree.ceilingEntry(key))).isEqualTo(model.ceilingKey(key));
    assertThat(keyOf(tree.higherEntry(key))).isEqualTo(model.higherKey(key));
    assertThat(tree.weightBelow(key)).isEqualTo(sum(model.headMap(key, false)));
    SortedTree.Cursor<Long> there = tree.cursor(key);
    SortedTree.Cursor<Long> back = tree.cursor(key);
    assertThat(there.next() ? there.key() : null).isEqualTo(model.ceilingKey(key));
    assertThat(back.previous() ? back.key() : null).isEqualTo(model.lowerKey(key));
    assertThat(back.next() ? back.key() : null)
        .isEqualTo(model.lowerKey(key) != null ? model.lowerKey(key) : model.ceilingKey(key));
  }

  private static byte[] keyOf(Optional<Map.Entry<byte[], Long>> entry) {
    return entry.map(Map.Entry::getKey).orElse(null);
  }

  private static long sum(Map<byte[], Long> map) {
    return map.values().stream().mapToLong(Long::longValue).sum();
  }

  @Property(tries = 20)
  void oldRootsNeverChange(@ForAll long seed) {
    Random random = new Random(seed);
    TreeMap<byte[], Long> model = new TreeMap<>(Arrays::compareUnsigned);
    SortedTree<Long> tree = SortedTree.empty(Long::longValue);
    List<SortedTree<Long>> roots = new ArrayList<>();
    List<TreeMap<byte[], Long>> models = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      tree = change(tree, model, random, 2000, i < 1500 ? 20 : 70);
      if (i % 100 == 0) {
        roots.add(tree);
        models.add(new TreeMap<>(model));
      }
    }
    for (int i = 0; i < roots.size(); i++) {
      roots.get(i).verify();
      assertSame(roots.get(i), models.get(i));
    }
  }

  @Test
  void removingAnAbsentKeyGivesTheSameTree() {
    SortedTree<Long> tree = SortedTree.<Long>empty(Long::longValue).put(new byte[] {1}, 1L);
    assertThat(tree.remove(new byte[] {2})).isSameAs(tree);
  }

  @Test
  void keysInAscendingOrderKeepTheTreeShallow() {
    SortedTree<Long> tree = SortedTree.empty(_ -> 1);
    for (int i = 0; i < 100_000; i++) {
      tree = tree.put(new byte[] {(byte) (i >> 16), (byte) (i >> 8), (byte) i}, (long) i);
    }
    tree.verify();
    assertThat(tree.weightBelow(new byte[] {1, 0, 0})).isEqualTo(65_536);
  }
}
