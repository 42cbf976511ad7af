package dev.keelson.controllers.deployment;

import java.util.List;

/** More pods of the new template as surge allows, fewer of the old ones as availability allows. */
final class RollingUpdate {
  private RollingUpdate() {}

  /**
   * How large the newest set may be.
   *
   * @param existing wanted pods of all sets
   * @param size of the newest
   */
  static int newSize(DeploymentView deployment, int existing, int size) {
    if (!deployment.isRolling()) {
      return deployment.replicas();
    }
    int room = deployment.replicas() + deployment.maxSurge() - existing;
    return room <= 0 ? size : size + Math.min(room, deployment.replicas() - size);
  }

  /**
   * @return whether something was scaled
   */
  static boolean step(Draft draft) {
    OwnedSet newest = draft.newest().orElseThrow();
    return grow(draft, newest) || shrink(draft, newest);
  }

  private static boolean grow(Draft draft, OwnedSet newest) {
    int wanted = draft.deployment().replicas();
    if (newest.replicas() == wanted) {
      return false;
    }
    int size =
        newest.replicas() > wanted
            ? wanted
            : newSize(draft.deployment(), OwnedSet.replicasOf(draft.all()), newest.replicas());
    return size != newest.replicas() && draft.scale(newest, size);
  }

  private static boolean shrink(Draft draft, OwnedSet newest) {
    List<OwnedSet> old = OwnedSet.active(draft.old());
    if (old.isEmpty()) {
      return false;
    }
    DeploymentView deployment = draft.deployment();
    int least = deployment.replicas() - deployment.maxUnavailable();
    int unavailable = newest.replicas() - newest.available();
    int most = OwnedSet.replicasOf(draft.all()) - least - unavailable;
    if (most <= 0) {
      return false;
    }
    int unhealthy = dropUnhealthy(draft, old, most);
    // Statuses may be older than sizes: what was just scaled down still counts as available there.
    int spare = Math.min(OwnedSet.availableOf(draft.all()) - least, most - unhealthy);
    int healthy = dropHealthy(draft, OwnedSet.active(draft.old()), spare);
    return unhealthy + healthy > 0;
  }

  /** Pods that are not available are no loss, so they go first. */
  private static int dropUnhealthy(Draft draft, List<OwnedSet> old, int most) {
    int dropped = 0;
    for (OwnedSet each : old) {
      int count = Math.min(most - dropped, each.replicas() - each.available());
      if (count > 0) {
        draft.scale(each, each.replicas() - count);
        dropped += count;
      }
    }
    return dropped;
  }

  private static int dropHealthy(Draft draft, List<OwnedSet> old, int most) {
    int dropped = 0;
    for (OwnedSet each : old) {
      int count = Math.min(most - dropped, each.replicas());
      if (count > 0) {
        draft.scale(each, each.replicas() - count);
        dropped += count;
      }
    }
    return dropped;
  }
}
