package dev.keelson.raftstore;

import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.raftstore.measure.Durations;
import java.nio.file.Path;

/** An engine whose commits are timed. */
final class TimedEngine implements Engine {
  private final Engine engine;
  private final Durations commits;

  TimedEngine(Engine engine, Durations commits) {
    this.engine = engine;
    this.commits = commits;
  }

  @Override
  public void commit(Batch batch) {
    long start = System.nanoTime();
    engine.commit(batch);
    commits.observeNanos(System.nanoTime() - start);
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
  public Load load(Table table) {
    return engine.load(table);
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
  public void close() {
    engine.close();
  }
}
