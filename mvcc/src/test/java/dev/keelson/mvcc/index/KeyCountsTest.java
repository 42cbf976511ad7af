package dev.keelson.mvcc.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.mvcc.Invariant;
import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.mvcc.engine.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Against a {@link TreeSet} of the live keys. */
class KeyCountsTest {
  private final TreeSet<byte[]> live = new TreeSet<>(Arrays::compareUnsigned);
  private final MemoryEngine engine = new MemoryEngine();
  private final Batch batch = new Batch();
  private KeyCounts counts = load();
  private int mostRead;

  private KeyCounts load() {
    try (Engine.Snapshot snapshot = engine.snapshot()) {
      return KeyCounts.load(snapshot);
    }
  }

  private NavigableSet<byte[]> live(byte[] from, byte[] to) {
    if (to != null && Arrays.compareUnsigned(from, to) > 0) {
      return new TreeSet<>(Arrays::compareUnsigned);
    }
    return to == null ? live.tailSet(from, true) : live.subSet(from, true, to, false);
  }

  private static KeyCounts.Walk walk(Iterator<byte[]> keys) {
    return new KeyCounts.Walk() {
      private byte[] key;

      @Override
      public boolean next() {
        key = keys.hasNext() ? keys.next() : null;
        return key != null;
      }

      @Override
      public byte[] key() {
        return key;
      }

      @Override
      public void close() {}
    };
  }

  private void create(byte[] key) {
    if (live.add(key)) {
      counts.created(key);
    }
  }

  private void delete(byte[] key) {
    if (live.remove(key)) {
      counts.deleted(key);
    }
  }

  private void commit() {
    batch.clear();
    counts.writeTo(batch, (from, to) -> walk(live(from, to).iterator()));
    engine.commit(batch);
  }

  private long count(byte[] from, byte[] to) {
    return counts
        .root()
        .count(
            from,
            to,
            (a, b) -> {
              int size = live(a, b).size();
              mostRead = Math.max(mostRead, size);
              return size;
            });
  }

  private static byte[] key(int number) {
    return ("/registry/" + number).getBytes(StandardCharsets.US_ASCII);
  }

  private void assertCounts(Random random, int space) {
    assertThat(counts.root().total()).isEqualTo(live.size());
    assertThat(count(new byte[0], null)).isEqualTo(live.size());
    for (int i = 0; i < 30; i++) {
      byte[] from = key(random.nextInt(space));
      byte[] to = random.nextInt(6) == 0 ? null : key(random.nextInt(space));
      assertThat(count(from, to)).isEqualTo(live(from, to).size());
      assertThat(counts.root().range(from, to).partial()).hasSizeLessThanOrEqualTo(2);
    }
    assertThat(mostRead).isLessThanOrEqualTo(KeyCounts.MOST);
    assertThat(counts.root().blocks())
        .isLessThanOrEqualTo(2 + 2 * live.size() / KeyCounts.LEAST * 2);
  }

  @Property(tries = 25)
  void countsLikeATreeSet(@ForAll long seed, @ForAll @IntRange(min = 10, max = 30_000) int space) {
    Random random = new Random(seed);
    for (int phase = 0; phase < 6; phase++) {
      int deletes = phase % 2 == 0 ? 15 : 80;
      for (int i = 0; i < 12; i++) {
        for (int j = random.nextInt(phase == 2 ? 6000 : 700); j >= 0; j--) {
          byte[] key = key(random.nextInt(space));
          if (random.nextInt(100) < deletes) {
            delete(key);
          } else {
            create(key);
          }
        }
        commit();
        assertCounts(random, space);
      }
      counts = load();
      assertCounts(random, space);
    }
    for (byte[] key : new ArrayList<>(live)) {
      delete(key);
    }
    commit();
    assertThat(counts.root().total()).isZero();
    assertThat(counts.root().blocks()).isOne();
  }

  @Test
  void separatorsAreTheKeysThatSplitABlock() {
    for (int i = 1000; i < 1000 + KeyCounts.MOST; i++) {
      create(key(i));
    }
    commit();
    assertThat(counts.root().blocks()).isOne();
    create(key(999_999));
    commit();
    assertThat(counts.root().blocks()).isEqualTo(2);
    assertThat(count(key(1256), null)).isEqualTo(257);
    assertThat(counts.root().range(key(1256), null).partial()).isEmpty();
  }

  @Test
  void anOldRootKeepsItsCounts() {
    create(key(1));
    commit();
    BlockCounts old = counts.root();
    create(key(2));
    assertThat(counts.root()).isSameAs(old);
    commit();
    assertThat(old.total()).isOne();
    assertThat(counts.root().total()).isEqualTo(2);
  }

  @Test
  void whatDidNotChangeIsNotWritten() {
    create(key(1));
    commit();
    delete(key(1));
    create(key(1));
    commit();
    assertThat(batch.isEmpty()).isTrue();
  }

  @Test
  void anEmptyBlockIsNotRead() {
    assertThat(counts.root().range(key(1), key(2))).isEqualTo(new BlockCounts.Range(0, List.of()));
    assertThat(counts.root().range(key(2), key(1))).isEqualTo(new BlockCounts.Range(0, List.of()));
  }

  @Test
  void aBlockThatEndsBeforeItsMiddleAsCountedStops() {
    for (int i = 0; i < KeyCounts.MOST + 5; i++) {
      counts.created(key(i));
      if (i < KeyCounts.MOST / 2) {
        live.add(key(i));
      }
    }
    assertThatThrownBy(this::commit).isInstanceOf(Invariant.class);
  }

  @Test
  void moreDeletedThanThereWereStops() {
    counts.deleted(key(1));
    assertThatThrownBy(this::commit).isInstanceOf(Invariant.class);
  }

  @Test
  void aTableOfCountsWithoutItsFirstBlockIsRefused() {
    batch.put(Table.COUNT, key(5), new byte[] {1});
    engine.commit(batch);
    assertThatThrownBy(this::load).isInstanceOf(Invariant.class);
  }
}
