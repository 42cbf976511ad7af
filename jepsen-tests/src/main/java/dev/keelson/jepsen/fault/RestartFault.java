package dev.keelson.jepsen.fault;

import dev.keelson.jepsen.cluster.Member;
import java.io.IOException;
import java.time.Duration;

/** A clean stop, as in an upgrade: leader, follower and everybody in turn. */
final class RestartFault implements Fault {
  @Override
  public String name() {
    return "restart";
  }

  @Override
  public String about() {
    return "SIGTERM and a new start: leader, all, follower in turn";
  }

  @Override
  public Duration lasts() {
    return Duration.ofMillis(300);
  }

  @Override
  public void strike(Scene scene, int round) throws IOException {
    switch (round % 3) {
      case 0 -> stop(scene, scene.cluster().member(scene.leader()));
      case 1 -> {
        for (Member member : scene.cluster().members()) {
          stop(scene, member);
        }
      }
      default -> stop(scene, scene.cluster().member(scene.follower()));
    }
  }

  private static void stop(Scene scene, Member member) throws IOException {
    scene.note("stop " + member);
    member.stop();
  }

  @Override
  public void heal(Scene scene) throws IOException {
    scene.bringAllBack();
  }
}
