package dev.keelson.jepsen.fault;

import java.io.IOException;
import java.time.Duration;

/** SIGKILL to the leader, then a follower, then anyone, and so on. */
final class KillFault implements Fault {
  @Override
  public String name() {
    return "kill";
  }

  @Override
  public String about() {
    return "kill -9 of one member: leader, follower, anyone in turn";
  }

  @Override
  public Duration lasts() {
    return Duration.ofMillis(800);
  }

  @Override
  public void strike(Scene scene, int round) throws IOException {
    int victim =
        switch (round % 3) {
          case 0 -> scene.leader();
          case 1 -> scene.follower();
          default -> scene.anyone();
        };
    scene.note("kill " + scene.cluster().member(victim));
    scene.cluster().member(victim).kill();
  }

  @Override
  public void heal(Scene scene) throws IOException {
    scene.bringAllBack();
  }
}
