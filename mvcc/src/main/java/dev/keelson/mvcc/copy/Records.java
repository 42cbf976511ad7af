package dev.keelson.mvcc.copy;

/**
 * Every kept change in the order of its revisions, in etcd's form: the key is the revision, 17
 * bytes or for a tombstone 18 (see {@link dev.keelson.mvcc.key.HistoryKey}); the value is the
 * encoded pair, for a tombstone one with nothing but its key, for a mark nothing. One thread;
 * {@link #next} first.
 */
public interface Records extends AutoCloseable {
  boolean next();

  /** An array of its own. */
  byte[] key();

  /** Holds the value from {@link #valueOffset} on; read it, do not write it. */
  byte[] value();

  int valueOffset();

  int valueLength();

  @Override
  void close();
}
