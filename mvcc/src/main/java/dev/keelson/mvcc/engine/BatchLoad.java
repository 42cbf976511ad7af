package dev.keelson.mvcc.engine;

/** Fills a table by ordinary batches, for engines without a faster way. */
final class BatchLoad implements Engine.Load {
  private static final int BATCH_BYTES = 1 << 20;

  private final Engine engine;
  private final Table table;
  private final Batch batch = new Batch();

  BatchLoad(Engine engine, Table table) {
    this.engine = engine;
    this.table = table;
  }

  @Override
  public void put(byte[] key, byte[] value) {
    batch.put(table, key, value);
    if (batch.size() >= BATCH_BYTES) {
      engine.commit(batch);
      batch.clear();
    }
  }

  @Override
  public void finish() {
    engine.commit(batch);
    batch.clear();
  }

  @Override
  public void close() {}
}
