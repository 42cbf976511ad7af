package dev.keelson.mvcc.copy;

/**
 * A record on its way from the order of revisions to the order of keys.
 *
 * @param ordinal its number among all, from 0
 * @param size bytes of its value
 * @param place where the value is
 */
record Change(byte[] key, long ordinal, long main, int sub, boolean dead, int size, long place) {
  /** Bytes in memory, about. */
  int footprint() {
    return 96 + key.length;
  }
}
