package dev.keelson.mvcc.engine;

/**
 * Changes to be committed together, in order; a later one to the same key wins. Not thread-safe; cleared and used
 * again. Held in RocksDB's own write-batch form, so that a commit crosses into native code once.
 */
public interface Batch {
  void put(Table table, byte[] key, byte[] value);

  void delete(Table table, byte[] key);

  int count();

  /** Bytes held. */
  int size();

  void clear();
}
