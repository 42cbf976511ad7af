package dev.keelson.mvcc;

import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Engine;
import java.nio.file.Path;

/** An engine that outlives the store on it: what a restart finds. */
record Reopened(Engine engine) implements Engine {
  @Override
  public void commit(Batch batch) {
    engine.commit(batch);
  }

  @Override
  public Snapshot snapshot() {
    return engine.snapshot();
  }

  @Override
  public void flush() {
    engine.flush();
  }

  @Override
  public void checkpoint(Path directory) {
    engine.checkpoint(directory);
  }

  @Override
  public void compact() {
    engine.compact();
  }

  @Override
  public long physicalBytes() {
    return engine.physicalBytes();
  }

  @Override
  public void close() {}
}
