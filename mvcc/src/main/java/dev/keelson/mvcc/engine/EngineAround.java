package dev.keelson.mvcc.engine;

import java.nio.file.Path;

/** An engine that does what another does; what it does otherwise it overrides. */
public abstract class EngineAround implements Engine {
  private final Engine inner;

  protected EngineAround(Engine inner) {
    this.inner = inner;
  }

  @Override
  public void commit(Batch batch) {
    inner.commit(batch);
  }

  @Override
  public Snapshot snapshot() {
    return inner.snapshot();
  }

  @Override
  public void flush() {
    inner.flush();
  }

  @Override
  public void checkpoint(Path directory) {
    inner.checkpoint(directory);
  }

  @Override
  public Load load(Table table) {
    return inner.load(table);
  }

  @Override
  public void compact() {
    inner.compact();
  }

  @Override
  public long physicalBytes() {
    return inner.physicalBytes();
  }

  @Override
  public void close() {
    inner.close();
  }
}
