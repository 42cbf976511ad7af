package dev.keelson.jepsen.fault;

import java.time.Duration;

/** Packets take long, and overtake each other. */
final class DelayFault extends WireFault {
  private static final int[] MILLIS = {20, 100, 400};

  DelayFault() {
    super("delay", "packets between members take 20, 100, 400 ms, and as much again at random", 2);
  }

  @Override
  public void strike(Scene scene, int round) {
    Duration delay = Duration.ofMillis(MILLIS[round % MILLIS.length]);
    scene.note("delay " + delay.toMillis() + " ms");
    scene.wire().delay(delay, delay);
  }
}
