package dev.keelson.scheduler.watch;

import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.view.PodView;
import dev.keelson.scheduler.view.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of a pod has changed that may matter to scheduling. */
final class PodChanges {
  private PodChanges() {}

  /** At least one: an update of no special kind, if need be. */
  static List<ClusterChange> of(PodView before, PodView now) {
    EventResource resource =
        now.isBound() ? EventResource.ASSIGNED_POD : EventResource.UNSCHEDULABLE_POD;
    List<ClusterChange> changes = new ArrayList<>(1);
    if (!before.labels().equals(now.labels())) {
      add(changes, resource, ClusterEvent.UPDATE_POD_LABEL, before, now);
    }
    if (isLess(before.requests(), now.requests())) {
      add(changes, resource, ClusterEvent.UPDATE_POD_SCALE_DOWN, before, now);
    }
    if (!before.schedulingGates().isEmpty() && now.schedulingGates().isEmpty()) {
      add(changes, resource, ClusterEvent.UPDATE_POD_SCHEDULING_GATES_ELIMINATED, before, now);
    }
    if (before.tolerations().size() != now.tolerations().size()) {
      add(changes, resource, ClusterEvent.UPDATE_POD_TOLERATION, before, now);
    }
    if (!before
        .status()
        .get("resourceClaimStatuses")
        .equals(now.status().get("resourceClaimStatuses"))) {
      add(changes, resource, ClusterEvent.UPDATE_POD_GENERATED_RESOURCE_CLAIM, before, now);
    }
    if (changes.isEmpty()) {
      add(changes, resource, ClusterEvent.UPDATE, before, now);
    }
    return changes;
  }

  private static void add(
      List<ClusterChange> changes,
      EventResource resource,
      int action,
      PodView before,
      PodView now) {
    changes.add(
        new ClusterChange.Pods(
            ClusterEvent.of(resource, action), Optional.of(before), Optional.of(now)));
  }

  private static boolean isLess(Resources before, Resources now) {
    if (now.milliCpu() < before.milliCpu()
        || now.memory() < before.memory()
        || now.ephemeralStorage() < before.ephemeralStorage()) {
      return true;
    }
    for (int i = 0; i < before.scalarCount(); i++) {
      if (now.scalar(before.scalarName(i)) < before.scalarAmount(i)) {
        return true;
      }
    }
    return false;
  }
}
