package dev.keelson.jepsen.fault;

import dev.keelson.jepsen.cluster.Member;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.List;

/** Removing a member from the cluster and adding it again, through the members that stay. */
final class Joining {
  // etcd wants the others to have been connected for 5 s before it lets anything change
  private static final long PATIENCE_NANOS = 20_000_000_000L;
  private static final List<String> EXISTING = List.of("--initial-cluster-state=existing");

  private Joining() {}

  /** Asked of {@code by}; {@link Fault.LeftOut} if the target has no such call. */
  static void remove(Scene scene, int by, Member leaving) throws InterruptedException {
    insist(
        scene,
        "member remove",
        () ->
            scene.admin().list(by).stream()
                .filter(member -> member.getPeerURLsList().contains(leaving.peerUrl()))
                .findFirst()
                .ifPresent(member -> scene.admin().remove(by, member.getID())));
  }

  /** Asked of {@code by}; then starts it with an empty directory. */
  static void addEmpty(Scene scene, int by, Member joining)
      throws IOException, InterruptedException {
    joining.empty();
    insist(
        scene,
        "member add",
        () -> {
          boolean there =
              scene.admin().list(by).stream()
                  .anyMatch(member -> member.getPeerURLsList().contains(joining.peerUrl()));
          if (!there) {
            var _ = scene.admin().add(by, joining.peerUrl());
          }
        });
    joining.start(EXISTING);
  }

  /** A change of members that is refused now may be accepted later; its outcome may be unknown. */
  private static void insist(Scene scene, String what, Runnable change)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        change.run();
        return;
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
          throw new Fault.LeftOut("the target does not offer " + what);
        }
        if (System.nanoTime() > deadline) {
          throw e;
        }
        scene.note(what + " refused for now: " + e.getStatus().getDescription());
        Thread.sleep(500);
      }
    }
  }
}
