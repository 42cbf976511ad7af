package dev.keelson.jepsen.fault;

import dev.keelson.jepsen.cluster.Member;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;

/**
 * A member's disk has no room left. It may stop then, as etcd does; after room was made and it was
 * started again, nothing may be missing.
 */
final class DiskFullFault extends DiskFault {
  private int full = -1;

  @Override
  public String name() {
    return "disk-full";
  }

  @Override
  public String about() {
    return "no room on the disk of a follower or the leader for 3 s; then room, and a restart";
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(3);
  }

  @Override
  public void strike(Scene scene, int round) throws IOException {
    full = round % 2 == 0 ? scene.follower() : scene.leader();
    scene.note("fill the disk of " + Names.of(full));
    scene.cluster().disk(full).fill();
  }

  @Override
  public void heal(Scene scene) throws IOException, InterruptedException {
    if (full < 0) {
      return;
    }
    scene.cluster().disk(full).free();
    Member member = scene.cluster().member(full);
    member.kill();
    member.excuse();
    member.start();
    full = -1;
    if (scene.awaitAnswer(scene.anyone(), Duration.ofSeconds(5))) {
      try {
        scene.admin().disarm(scene.leader());
      } catch (StatusRuntimeException _) {
        scene.note("no alarm could be asked for");
      }
    }
  }
}
