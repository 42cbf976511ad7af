package dev.keelson.jepsen.simulation;

import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Engine;
import java.nio.file.Path;

/** Loses a batch in a few hundred. */
record ForgetfulEngine(Engine engine, Dice dice) implements Engine {
  @Override
  public void commit(Batch batch) {
    if (!dice.oneIn(300)) {
      engine.commit(batch);
    }
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
  public void close() {
    engine.close();
  }
}
