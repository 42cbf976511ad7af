package dev.keelson.jepsen.simulation;

import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.EngineAround;

/** Loses a batch in a few hundred. */
final class ForgetfulEngine extends EngineAround {
  private final Dice dice;

  ForgetfulEngine(Engine engine, Dice dice) {
    super(engine);
    this.dice = dice;
  }

  @Override
  public void commit(Batch batch) {
    if (!dice.oneIn(300)) {
      super.commit(batch);
    }
  }
}
