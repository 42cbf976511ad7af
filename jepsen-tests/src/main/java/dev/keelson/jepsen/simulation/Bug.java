package dev.keelson.jepsen.simulation;

import dev.keelson.mvcc.engine.Engine;

/**
 * What may be wrong with the world around the product on purpose, to see that the checks would see
 * it. The product has no such switch.
 */
enum Bug {
  NONE,

  /** One barrier in twenty does not wait. */
  STALE_READ,

  /** A watcher loses a delivery now and then. */
  LOST_EVENT,

  /** A batch that the disk acknowledged is not there. */
  DROPPED_WRITE;

  Engine onDisk(Engine engine, Dice dice) {
    return this == DROPPED_WRITE ? new ForgetfulEngine(engine, dice.split()) : engine;
  }
}
