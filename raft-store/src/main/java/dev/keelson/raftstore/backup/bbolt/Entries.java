package dev.keelson.raftstore.backup.bbolt;

/**
 * The entries of one bucket, ascending by key, each key once, no key empty. One thread; {@link
 * #next} first. A key's array is the entry's own; a value's may be used again for the next entry.
 * Neither is written to by who reads.
 */
public interface Entries extends AutoCloseable {
  boolean next();

  byte[] key();

  /** Holds the value from {@link #valueOffset} on. */
  byte[] value();

  default int valueOffset() {
    return 0;
  }

  default int valueLength() {
    return value().length;
  }

  @Override
  void close();
}
