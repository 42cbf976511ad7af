package dev.keelson.controllers.ttl;

import java.util.List;

/**
 * Where the cluster's size stands among the steps, which overlap so that a node that comes and goes
 * does not change all others. One thread: the informer's.
 */
final class TtlSteps {
  /** A step is kept from {@code least} to {@code most} nodes. */
  private record Step(int least, int most, int seconds) {}

  private static final List<Step> STEPS =
      List.of(
          new Step(0, 100, 0),
          new Step(90, 500, 15),
          new Step(450, 1000, 30),
          new Step(900, 2000, 60),
          new Step(1800, Integer.MAX_VALUE, 300));

  private int nodes;
  private int at;
  private volatile int seconds;

  void added() {
    nodes++;
    if (nodes > STEPS.get(at).most()) {
      at++;
    }
    seconds = STEPS.get(at).seconds();
  }

  void removed() {
    nodes--;
    if (nodes < STEPS.get(at).least()) {
      at--;
    }
    seconds = STEPS.get(at).seconds();
  }

  /** Any thread. */
  int seconds() {
    return seconds;
  }
}
