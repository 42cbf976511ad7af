package dev.keelson.raftstore.backup.bbolt;

import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A bucket to be written.
 *
 * @param entries opened twice, and gives the same both times
 */
public record BucketSource(byte[] name, Supplier<Entries> entries) {

  /** A small bucket that is in memory. */
  public static BucketSource of(byte[] name, Map<byte[], byte[]> entries) {
    SortedMap<byte[], byte[]> sorted = new TreeMap<>(java.util.Arrays::compareUnsigned);
    sorted.putAll(entries);
    return new BucketSource(name, () -> new InMemory(sorted.entrySet().iterator()));
  }

  private static final class InMemory implements Entries {
    private final Iterator<Map.Entry<byte[], byte[]>> entries;
    private byte[] key = {};
    private byte[] value = {};

    InMemory(Iterator<Map.Entry<byte[], byte[]>> entries) {
      this.entries = entries;
    }

    @Override
    public boolean next() {
      if (!entries.hasNext()) {
        return false;
      }
      Map.Entry<byte[], byte[]> entry = entries.next();
      key = entry.getKey();
      value = entry.getValue();
      return true;
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public byte[] value() {
      return value;
    }

    @Override
    public void close() {}
  }
}
