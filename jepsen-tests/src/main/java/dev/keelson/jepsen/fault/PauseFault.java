package dev.keelson.jepsen.fault;

import dev.keelson.jepsen.cluster.Member;
import java.io.IOException;
import java.time.Duration;

/** SIGSTOP for longer than an election takes: the leader wakes up believing that it still leads. */
final class PauseFault implements Fault {
  @Override
  public String name() {
    return "pause";
  }

  @Override
  public String about() {
    return "a member stands still for 3 s: the leader two times of three";
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(3);
  }

  @Override
  public void strike(Scene scene, int round) throws IOException {
    Member victim = scene.cluster().member(round % 3 == 2 ? scene.follower() : scene.leader());
    scene.note("pause " + victim);
    victim.pause();
  }

  @Override
  public void heal(Scene scene) throws IOException {
    scene.bringAllBack();
  }
}
