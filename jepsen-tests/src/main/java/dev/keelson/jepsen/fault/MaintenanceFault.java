package dev.keelson.jepsen.fault;

import io.grpc.StatusRuntimeException;
import java.time.Duration;

/** Compaction close to the newest revision, and defragmentation, while everybody works. */
final class MaintenanceFault implements Fault {
  private static final int KEPT_REVISIONS = 30;

  @Override
  public String name() {
    return "maintenance";
  }

  @Override
  public String about() {
    return "compaction of all but the last 30 revisions, and defragmentation, under load";
  }

  @Override
  public Duration lasts() {
    return Duration.ofMillis(100);
  }

  @Override
  public void strike(Scene scene, int round) {
    int member = scene.anyone();
    try {
      long revision =
          scene.admin().read(member).orElse(0L) - scene.random().nextInt(KEPT_REVISIONS);
      if (revision > 1) {
        scene.note("compact at " + revision + " by " + Names.of(member));
        scene.admin().compact(member, revision);
      }
      int defragmented = scene.anyone();
      scene.note("defragment " + Names.of(defragmented));
      scene.admin().defragment(defragmented);
    } catch (StatusRuntimeException e) {
      scene.note("refused: " + e.getStatus());
    }
  }

  @Override
  public void heal(Scene scene) {}
}
