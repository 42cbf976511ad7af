package dev.keelson.jepsen.simulation;

import java.time.Duration;
import java.util.BitSet;

/**
 * Between members: messages take their time, overtake each other, come twice, and get lost where a
 * member is cut off or the network is bad.
 */
final class Network {
  private static final Duration USUAL = Duration.ofMillis(1);

  private final VirtualTime time;
  private final Dice dice;
  private final BitSet cutOff = new BitSet();
  private int lossOneIn;

  Network(VirtualTime time, Dice dice) {
    this.time = time;
    this.dice = dice;
  }

  /** Delivers once, twice or never. To oneself: at once, always. */
  void send(int from, int to, Runnable delivery) {
    if (from == to) {
      time.after(0, delivery);
      return;
    }
    int copies = lossOneIn > 0 && dice.oneIn(lossOneIn) ? 0 : dice.oneIn(200) ? 2 : 1;
    for (int copy = 0; copy < copies; copy++) {
      time.after(
          dice.around(USUAL),
          () -> {
            if (connects(from, to)) {
              delivery.run();
            }
          });
    }
  }

  boolean connects(int one, int other) {
    return one == other || !cutOff.get(one) && !cutOff.get(other);
  }

  void cutOff(int member) {
    cutOff.set(member);
  }

  boolean isCutOff(int member) {
    return cutOff.get(member);
  }

  /** One message in {@code lossOneIn} is lost; 0 = none. */
  void lose(int oneIn) {
    lossOneIn = oneIn;
  }

  void heal() {
    cutOff.clear();
    lossOneIn = 0;
  }
}
