package dev.keelson.raftstore;

import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.EngineAround;
import dev.keelson.raftstore.measure.Durations;

/** An engine whose commits are timed. */
final class TimedEngine extends EngineAround {
  private final Durations commits;

  TimedEngine(Engine engine, Durations commits) {
    super(engine);
    this.commits = commits;
  }

  @Override
  public void commit(Batch batch) {
    long start = System.nanoTime();
    super.commit(batch);
    commits.observeNanos(System.nanoTime() - start);
  }
}
