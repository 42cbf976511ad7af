package dev.keelson.mvcc.index;

import dev.keelson.mvcc.Invariant;
import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.key.Varint;
import dev.keelson.mvcc.tree.SortedTree;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The writing side of the counts of live keys by block. One thread, the one that applies entries;
 * readers hold {@link #root}, which changes only in {@link #writeTo}.
 *
 * <p>Table COUNT holds one entry a block, separator to varint count, written in the batch that
 * changes the keys themselves, so both agree after every crash. A block of more than {@value #MOST}
 * keys is split into blocks of about half that; two neighbours that hold less than {@value #LEAST}
 * together become one. So there is about one block for every 256 keys, and a block that was just
 * split or merged is far from the next such step.
 */
public final class KeyCounts {
  /** Live keys in a block, at most. */
  static final int MOST = 512;

  /** Live keys in two neighbouring blocks together, at least, after either was changed. */
  static final int LEAST = 128;

  private static final byte[] FIRST = new byte[0];

  private SortedTree<Long> blocks;
  private BlockCounts root;

  /** By separator: what the pending batch adds to, or takes from, the block. */
  private final TreeMap<byte[], Long> changes = new TreeMap<>(Arrays::compareUnsigned);

  private KeyCounts(SortedTree<Long> blocks) {
    this.blocks = blocks;
    this.root = new BlockCounts(blocks);
  }

  /** Live keys in order, as they are once the pending batch is committed. */
  @FunctionalInterface
  public interface LiveKeys {
    /** Keys in {@code [from, to)}; {@code to} null = to the end. The caller closes it. */
    Walk in(byte[] from, byte @Nullable [] to);
  }

  /** Begins before the first key: move first. */
  public interface Walk extends AutoCloseable {
    boolean next();

    byte[] key();

    @Override
    void close();
  }

  /** Reads table COUNT: O(blocks). An empty table is an empty store. */
  public static KeyCounts load(Engine.Snapshot snapshot) {
    SortedTree<Long> blocks = SortedTree.empty(Long::longValue);
    try (Engine.Cursor cursor = snapshot.scan(Table.COUNT, FIRST, null)) {
      while (cursor.next()) {
        blocks = blocks.put(cursor.key(), decode(cursor.value()));
      }
    }
    return new KeyCounts(blocks.isEmpty() ? blocks.put(FIRST, 0L) : blocks);
  }

  /** The counts as of the last {@link #writeTo}. */
  public BlockCounts root() {
    return root;
  }

  /** The pending batch puts {@code key}, which was not alive. */
  public void created(byte[] key) {
    changes.merge(BlockCounts.separatorOf(blocks, key), 1L, Long::sum);
  }

  /** The pending batch deletes {@code key}, which was alive. */
  public void deleted(byte[] key) {
    changes.merge(BlockCounts.separatorOf(blocks, key), -1L, Long::sum);
  }

  /**
   * Adds to {@code batch} what changed in the counts since the last call, splitting and merging
   * blocks, and moves {@link #root} on. {@code live} is asked only for blocks that have to be
   * split; that they hold as many keys as are walked over is checked then.
   */
  public void writeTo(Batch batch, LiveKeys live) {
    if (changes.isEmpty()) {
      return;
    }
    TreeSet<byte[]> touched = new TreeSet<>(Arrays::compareUnsigned);
    for (Map.Entry<byte[], Long> change : changes.entrySet()) {
      byte[] separator = change.getKey();
      long count = count(separator) + change.getValue();
      Invariant.check(count >= 0, "block holds %d keys", count);
      if (change.getValue() != 0) {
        set(separator, count, touched);
      }
      if (count > MOST) {
        split(separator, count, live, touched);
      }
    }
    for (Map.Entry<byte[], Long> change : changes.entrySet()) {
      if (change.getValue() < 0) {
        mergeAround(change.getKey(), touched);
      }
    }
    changes.clear();
    for (byte[] separator : touched) {
      write(batch, separator);
    }
    root = new BlockCounts(blocks);
  }

  private long count(byte[] separator) {
    Long count = blocks.get(separator);
    Invariant.check(count != null, "no block begins at a key of %d bytes", separator.length);
    return count == null ? 0 : count;
  }

  private void set(byte[] separator, long count, TreeSet<byte[]> touched) {
    blocks = blocks.put(separator, count);
    touched.add(separator);
  }

  private byte @Nullable [] separatorAfter(byte[] separator) {
    return blocks.higherEntry(separator).map(Map.Entry::getKey).orElse(null);
  }

  /** Walks up to the key that begins the last part, no further. */
  private void split(byte[] separator, long count, LiveKeys live, TreeSet<byte[]> touched) {
    int parts = (int) (count / (MOST / 2));
    try (Walk keys = live.in(separator, separatorAfter(separator))) {
      long walked = 0;
      for (int part = 0; part < parts; part++) {
        long from = count * part / parts;
        while (walked <= from) {
          Invariant.check(keys.next(), "block of %d keys counted as %d", walked, count);
          walked++;
        }
        set(part == 0 ? separator : keys.key(), count * (part + 1) / parts - from, touched);
      }
    }
  }

  /**
   * Joins the block that {@code separator} is in with its neighbours as long as the two are small.
   */
  private void mergeAround(byte[] separator, TreeSet<byte[]> touched) {
    byte[] here = BlockCounts.separatorOf(blocks, separator);
    Optional<Map.Entry<byte[], Long>> left = blocks.lowerEntry(here);
    while (left.isPresent() && joins(left.get().getKey(), here, touched)) {
      here = left.get().getKey();
      left = blocks.lowerEntry(here);
    }
    byte[] right = separatorAfter(here);
    while (right != null && joins(here, right, touched)) {
      right = separatorAfter(here);
    }
  }

  private boolean joins(byte[] left, byte[] right, TreeSet<byte[]> touched) {
    long both = count(left) + count(right);
    if (both >= LEAST) {
      return false;
    }
    blocks = blocks.remove(right);
    touched.add(right);
    set(left, both, touched);
    return true;
  }

  private void write(Batch batch, byte[] separator) {
    Long count = blocks.get(separator);
    if (count == null) {
      batch.delete(Table.COUNT, separator);
    } else {
      batch.put(Table.COUNT, separator, encode(count));
    }
  }

  static byte[] encode(long count) {
    byte[] value = new byte[Varint.size(count)];
    Varint.write(value, 0, count);
    return value;
  }

  private static long decode(byte[] value) {
    long count = 0;
    for (int i = 0; i < value.length; i++) {
      count |= (long) (value[i] & 0x7f) << 7 * i;
    }
    return count;
  }
}
