package dev.keelson.mvcc;

import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.EngineAround;

/** An engine that outlives the store on it: what a restart finds. */
final class Reopened extends EngineAround {
  Reopened(Engine engine) {
    super(engine);
  }

  @Override
  public void close() {}
}
