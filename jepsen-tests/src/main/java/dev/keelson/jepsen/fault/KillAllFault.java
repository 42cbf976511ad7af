package dev.keelson.jepsen.fault;

import dev.keelson.jepsen.cluster.Member;
import java.io.IOException;
import java.time.Duration;

/** SIGKILL to everybody at the same time: what was acknowledged must be on disk. */
final class KillAllFault implements Fault {
  @Override
  public String name() {
    return "kill-all";
  }

  @Override
  public String about() {
    return "kill -9 of all members at once";
  }

  @Override
  public Duration lasts() {
    return Duration.ofMillis(300);
  }

  @Override
  public void strike(Scene scene, int round) throws IOException {
    scene.note("kill all");
    for (Member member : scene.cluster().members()) {
      member.kill();
    }
  }

  @Override
  public void heal(Scene scene) throws IOException {
    scene.bringAllBack();
  }
}
