package dev.keelson.jepsen.fault;

import java.util.List;

/** The smaller half, with the leader in it every second time, hears nothing of the larger. */
final class HalvesFault extends WireFault {
  HalvesFault() {
    super("partition-halves", "two groups; the leader is in the smaller every second time", 2);
  }

  @Override
  public void strike(Scene scene, int round) {
    List<Integer> order = scene.shuffled();
    if (round % 2 == 0) {
      Integer leader = scene.leader();
      order.remove(leader);
      order.addFirst(leader);
    }
    int small = Math.max(1, (scene.size() - 1) / 2);
    List<Integer> one = order.subList(0, small);
    List<Integer> other = order.subList(small, order.size());
    scene.note("partition " + Names.of(one) + " | " + Names.of(other));
    scene.wire().split(one, other);
  }
}
