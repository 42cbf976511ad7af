package dev.keelson.jepsen.fault;

import dev.keelson.jepsen.cluster.Wire;
import java.util.HashSet;
import java.util.Set;

/** One member is not heard, or does not hear; the other direction works. */
final class OneWayFault extends WireFault {
  OneWayFault() {
    super("partition-one-way", "one member, the leader first, cannot send or cannot hear", 2);
  }

  @Override
  public void strike(Scene scene, int round) {
    int victim = round % 2 == 0 ? scene.leader() : scene.anyone();
    boolean deaf = scene.random().nextBoolean();
    Set<Wire.Link> links = new HashSet<>();
    for (int other = 0; other < scene.size(); other++) {
      if (other != victim) {
        links.add(deaf ? new Wire.Link(other, victim) : new Wire.Link(victim, other));
      }
    }
    scene.note(Names.of(victim) + (deaf ? " hears nobody" : " is heard by nobody"));
    scene.wire().block(links);
  }
}
