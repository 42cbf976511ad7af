package dev.keelson.jepsen.fault;

import java.util.List;

/** Two groups that hear nothing of each other, and one member that hears both. */
final class BridgeFault extends WireFault {
  BridgeFault() {
    super("partition-bridge", "two groups, and one member that reaches both", 3);
  }

  @Override
  public void strike(Scene scene, int round) {
    List<Integer> order = scene.shuffled();
    int half = (scene.size() - 1) / 2;
    List<Integer> one = order.subList(1, 1 + half);
    List<Integer> other = order.subList(1 + half, order.size());
    scene.note(
        "partition " + Names.of(one) + " | " + Names.of(other) + " over " + Names.of(order.get(0)));
    scene.wire().split(one, other);
  }
}
