package dev.keelson.controllers.daemonset;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.daemonset.DaemonPlan.World;
import dev.keelson.controllers.pod.PodView;
import java.util.List;
import java.util.OptionalLong;

/** A set's status, from nodes and pods. */
final class DaemonStatus {
  private DaemonStatus() {}

  /**
   * @param isObserved whether the plan was made of this generation, too
   */
  static JsonObject of(World world, OptionalLong collisions, boolean isObserved) {
    NodeFit fit = NodeFit.of(world.set());
    int desired = 0;
    int current = 0;
    int misscheduled = 0;
    int ready = 0;
    int available = 0;
    int updated = 0;
    for (ApiObject node : world.nodes()) {
      List<PodView> pods = world.pods().getOrDefault(node.name(), List.of());
      boolean runs = fit.on(node).runs();
      desired += runs ? 1 : 0;
      if (pods.isEmpty()) {
        continue;
      }
      if (!runs) {
        misscheduled++;
        continue;
      }
      current++;
      PodView pod = pods.stream().min(DaemonPods.SENIOR_FIRST).orElseThrow();
      ready += pod.isReady() ? 1 : 0;
      available += world.isAvailable(pod) ? 1 : 0;
      updated += world.set().isUpdated(pod, world.hash()) ? 1 : 0;
    }
    JsonObject status =
        world
            .set()
            .status()
            .with("currentNumberScheduled", current)
            .with("numberMisscheduled", misscheduled)
            .with("desiredNumberScheduled", desired)
            .with("numberReady", ready);
    status = counted(status, "updatedNumberScheduled", updated);
    status = counted(status, "numberAvailable", available);
    status = counted(status, "numberUnavailable", desired - available);
    if (isObserved) {
      status = status.with("observedGeneration", world.set().object().generation());
    }
    return collisions.isPresent() ? status.with("collisionCount", collisions.getAsLong()) : status;
  }

  private static JsonObject counted(JsonObject status, String name, int count) {
    return count == 0 ? status.without(name) : status.with(name, count);
  }
}
