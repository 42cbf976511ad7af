package dev.keelson.controllers.statefulset;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.statefulset.StatefulPlan.World;
import java.util.List;
import java.util.OptionalLong;

/** A set's status, from its pods. Counts of zero are left out, as Go leaves them out. */
final class StatefulStatus {
  private StatefulStatus() {}

  /**
   * @param replaced pods that are being deleted for their template
   */
  static JsonObject of(World world, int replaced, OptionalLong collisions) {
    StatefulSetView set = world.set();
    List<PodView> pods = world.pods().stream().filter(pod -> Ordinals.of(pod.name()) >= 0).toList();
    int ready = count(pods, pod -> pod.isRunning() && pod.isReady());
    int available =
        count(pods, pod -> pod.isRunning() && pod.isAvailable(set.minReadySeconds(), world.now()));
    int current = count(pods, pod -> isOf(pod, world.current().name())) - replaced;
    int updated = count(pods, pod -> isOf(pod, world.update().name()));
    String currentRevision = world.current().name();
    boolean isComplete =
        set.isRolling()
            && updated == set.replicas()
            && ready == set.replicas()
            && pods.size() == set.replicas();
    if (isComplete) {
      current = updated;
      currentRevision = world.update().name();
    }
    JsonObject status =
        set.status()
            .with("observedGeneration", set.object().generation())
            .with("replicas", pods.size())
            .with("availableReplicas", available)
            .with("currentRevision", currentRevision)
            .with("updateRevision", world.update().name())
            .with("collisionCount", collisions.orElse(0));
    status = counted(status, "readyReplicas", ready);
    status = counted(status, "currentReplicas", Math.max(0, current));
    return counted(status, "updatedReplicas", updated);
  }

  private static boolean isOf(PodView pod, String revision) {
    return !pod.isBeingDeleted() && pod.label(StatefulSetView.REVISION_LABEL).equals(revision);
  }

  private static int count(List<PodView> pods, java.util.function.Predicate<PodView> counts) {
    return (int) pods.stream().filter(counts).count();
  }

  private static JsonObject counted(JsonObject status, String name, int count) {
    return count == 0 ? status.without(name) : status.with(name, count);
  }
}
