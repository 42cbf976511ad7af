package dev.keelson.jepsen.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** The process dies and its disk forgets what was not synced. */
final class PowerCutFault extends DiskFault {
  @Override
  public String name() {
    return "power-cut";
  }

  @Override
  public String about() {
    return "kill -9, and writes that were not synced are lost: all, leader, a follower in turn";
  }

  @Override
  public Duration lasts() {
    return Duration.ofMillis(300);
  }

  @Override
  public void strike(Scene scene, int round) throws IOException {
    List<Integer> dark =
        switch (round % 3) {
          case 0 -> IntStream.range(0, scene.size()).boxed().toList();
          case 1 -> List.of(scene.leader());
          default -> List.of(scene.follower());
        };
    scene.note("power cut of " + Names.of(dark));
    for (int member : dark) {
      scene.cluster().member(member).kill();
    }
    for (int member : dark) {
      scene.cluster().disk(member).loseUnsynced();
    }
  }

  @Override
  public void heal(Scene scene) throws IOException {
    scene.bringAllBack();
  }
}
