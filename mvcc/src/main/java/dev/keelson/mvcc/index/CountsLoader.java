package dev.keelson.mvcc.index;

import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Table;

/** Writes table COUNT of a new store, whose live keys come in order. */
public final class CountsLoader {
  private static final int KEYS_A_BLOCK = KeyCounts.MOST / 2;

  private final Batch batch;
  private byte[] separator = {};
  private long count;

  /** What is to be written goes into {@code batch}, which others may commit and clear. */
  public CountsLoader(Batch batch) {
    this.batch = batch;
  }

  public void add(byte[] key) {
    if (count == KEYS_A_BLOCK) {
      finish();
      separator = key;
      count = 0;
    }
    count++;
  }

  /** After the last key. */
  public void finish() {
    batch.put(Table.COUNT, separator, KeyCounts.encode(count));
  }
}
