package dev.keelson.jepsen.fault;

import dev.keelson.jepsen.cluster.LoopDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Every write and sync of a member, or of all, waits for most of the time. */
final class SlowDiskFault extends DiskFault {
  private static final long STILL_MILLIS = 150;
  private static final long MOVING_MILLIS = 30;

  private @Nullable Thread brake;
  private volatile boolean braking;

  @Override
  public String name() {
    return "slow-disk";
  }

  @Override
  public String about() {
    return "the disk of the leader, or of all, stands still for 150 of every 180 ms";
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(3);
  }

  @Override
  public void strike(Scene scene, int round) {
    List<Integer> slow =
        round % 2 == 0
            ? List.of(scene.leader())
            : IntStream.range(0, scene.size()).boxed().toList();
    scene.note("slow disk of " + Names.of(slow));
    List<LoopDisk> disks = slow.stream().map(scene.cluster()::disk).toList();
    braking = true;
    brake = Thread.ofPlatform().daemon().start(() -> brake(disks));
  }

  private void brake(List<LoopDisk> disks) {
    while (braking) {
      List<LoopDisk> frozen = new ArrayList<>();
      try {
        for (LoopDisk disk : disks) {
          disk.freeze();
          frozen.add(disk);
        }
        Thread.sleep(STILL_MILLIS);
      } catch (IOException | InterruptedException _) {
        braking = false;
      } finally {
        frozen.forEach(LoopDisk::thaw);
      }
      try {
        Thread.sleep(MOVING_MILLIS);
      } catch (InterruptedException _) {
        braking = false;
      }
    }
  }

  @Override
  public void heal(Scene scene) throws InterruptedException {
    braking = false;
    if (brake != null) {
      brake.join();
    }
  }
}
