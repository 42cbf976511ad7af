package dev.keelson.jepsen.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** All chance of a run, from one seed. */
final class Dice {
  private final SplittableRandom random;

  Dice(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Chances of their own for one part of the run, so that it does not disturb the others. */
  Dice split() {
    return new Dice(random.nextLong());
  }

  long number() {
    return random.nextLong();
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /** Between the two, evenly. */
  Duration between(Duration least, Duration most) {
    return Duration.ofNanos(between(least.toNanos(), most.toNanos()));
  }

  private long between(long least, long most) {
    return random.nextLong(least, most + 1);
  }

  /**
   * Nanoseconds: often near {@code usual}, at times ten or a hundred times that, as networks are.
   */
  long around(Duration usual) {
    int scale = oneIn(100) ? 100 : oneIn(10) ? 10 : 1;
    long nanos = usual.toNanos();
    return between(nanos / 4, nanos * scale);
  }
}
