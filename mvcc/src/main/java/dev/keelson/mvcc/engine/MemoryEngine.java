package dev.keelson.mvcc.engine;

import static java.util.Objects.requireNonNull;

import dev.keelson.mvcc.Invariant;
import dev.keelson.mvcc.tree.SortedTree;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An engine without a disk: each table is an immutable tree, a commit makes the next trees and
 * shows them all at once. A snapshot is just the trees of its moment. For tests, and for members
 * that may forget everything when they stop.
 *
 * <p>Commits take turns under a lock, readers take none.
 */
public final class MemoryEngine implements Engine {
  /** Beside the value: array headers, a place in a node, and a key of usual length. An estimate. */
  private static final int ENTRY_OVERHEAD = 64;

  private volatile Map<Table, SortedTree<byte[]>> tables;
  private volatile boolean closed;

  public MemoryEngine() {
    this(emptyTables());
  }

  private MemoryEngine(Map<Table, SortedTree<byte[]>> tables) {
    this.tables = tables;
  }

  /**
   * An engine that starts with what {@link #checkpoint} of another wrote into {@code directory};
   * the directory is only read. Throws {@link EngineFailure} where there is no such thing or it is
   * damaged.
   */
  public static MemoryEngine open(Path directory) {
    Map<Table, SortedTree<byte[]>> tables = emptyTables();
    TablesFile.read(
        directory, (table, key, value) -> tables.compute(table, (_, tree) -> tree.put(key, value)));
    return new MemoryEngine(tables);
  }

  private static Map<Table, SortedTree<byte[]>> emptyTables() {
    Map<Table, SortedTree<byte[]>> tables = new EnumMap<>(Table.class);
    for (Table table : Table.values()) {
      tables.put(table, SortedTree.empty(value -> ENTRY_OVERHEAD + value.length));
    }
    return tables;
  }

  /**
   * An engine of its own that begins where this one stands. O(1), whatever is in it: what does not
   * change is shared.
   */
  public MemoryEngine copy() {
    return new MemoryEngine(tables);
  }

  @Override
  public synchronized void commit(Batch batch) {
    Invariant.check(!closed, "commit to a closed engine");
    Map<Table, SortedTree<byte[]>> next = new EnumMap<>(tables);
    batch.forEach(
        new Batch.Visitor() {
          @Override
          public void put(Table table, byte[] key, byte[] value) {
            next.compute(table, (_, tree) -> tree.put(key, value));
          }

          @Override
          public void delete(Table table, byte[] key) {
            next.compute(table, (_, tree) -> tree.remove(key));
          }
        });
    tables = next;
  }

  @Override
  public Snapshot snapshot() {
    Invariant.check(!closed, "snapshot of a closed engine");
    return new TreesSnapshot(tables);
  }

  /** Nothing to do: what is in memory survives no power cut, flushed or not. */
  @Override
  public void flush() {}

  @Override
  public void checkpoint(Path directory) {
    TablesFile.write(directory, Collections.unmodifiableMap(tables));
  }

  /** Nothing to do: what is deleted is garbage as soon as its last snapshot is closed. */
  @Override
  public void compact() {}

  @Override
  public long physicalBytes() {
    return tables.values().stream().mapToLong(SortedTree::weight).sum();
  }

  @Override
  public void close() {
    closed = true;
  }

  private record TreesSnapshot(Map<Table, SortedTree<byte[]>> tables) implements Snapshot {
    @Override
    public byte @Nullable [] get(Table table, byte[] key) {
      return tree(table).get(key);
    }

    @Override
    public Cursor scan(Table table, byte[] from, byte @Nullable [] to) {
      return new TreeCursor(tree(table), from, to);
    }

    private SortedTree<byte[]> tree(Table table) {
      return requireNonNull(tables.get(table), table.name());
    }

    @Override
    public void close() {}
  }

  private static final class TreeCursor implements Cursor {
    private final SortedTree<byte[]> tree;
    private final byte[] from;
    private final byte @Nullable [] to;
    private SortedTree.@Nullable Cursor<byte[]> place;

    TreeCursor(SortedTree<byte[]> tree, byte[] from, byte @Nullable [] to) {
      this.tree = tree;
      this.from = from;
      this.to = to;
    }

    @Override
    public boolean next() {
      if (place == null) {
        place = tree.cursor(from);
      }
      return place.next() && (to == null || Arrays.compareUnsigned(place.key(), to) < 0);
    }

    @Override
    public boolean previous() {
      if (place == null) {
        place = to == null ? tree.cursorAtEnd() : tree.cursor(to);
      }
      return place.previous() && Arrays.compareUnsigned(place.key(), from) >= 0;
    }

    @Override
    public byte[] key() {
      return moved().key();
    }

    @Override
    public byte[] value() {
      return moved().value();
    }

    private SortedTree.Cursor<byte[]> moved() {
      SortedTree.Cursor<byte[]> here = place;
      if (here == null) {
        throw new IllegalStateException("cursor read before it moved");
      }
      return here;
    }

    @Override
    public void close() {}
  }
}
