package dev.keelson.jepsen.fault;

import dev.keelson.jepsen.cluster.Wire;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Everybody reaches a majority, and no two reach the same. */
final class RingFault extends WireFault {
  RingFault() {
    super("partition-ring", "each member reaches a majority, no two the same", 5);
  }

  @Override
  public void strike(Scene scene, int round) {
    List<Integer> ring = scene.shuffled();
    int size = ring.size();
    int eachSide = size / 4; // with itself and both sides a bare majority of 5
    Set<Wire.Link> links = new HashSet<>();
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        int apart = Math.min(Math.floorMod(i - j, size), Math.floorMod(j - i, size));
        if (apart > eachSide) {
          links.add(new Wire.Link(ring.get(i), ring.get(j)));
        }
      }
    }
    scene.note("ring " + ring.stream().map(Names::of).toList());
    scene.wire().block(links);
  }
}
