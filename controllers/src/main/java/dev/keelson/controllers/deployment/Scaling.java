package dev.keelson.controllers.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The deployment's size changed: in the middle of a rollout all its sets share in it. */
final class Scaling {
  private Scaling() {}

  /** Whether a set was sized for another size of the deployment. */
  static boolean isDue(Draft draft) {
    return OwnedSet.active(draft.all()).stream()
        .anyMatch(
            each ->
                each.desired().isPresent()
                    && each.desired().getAsLong() != draft.deployment().replicas());
  }

  static void apply(Draft draft) {
    DeploymentView deployment = draft.deployment();
    Optional<OwnedSet> only = activeOrLatest(draft);
    if (only.isPresent()) {
      // Of the right size by chance, too: else its annotation keeps saying that this is due.
      draft.scale(only.get(), deployment.replicas());
      return;
    }
    if (draft.newest().filter(each -> isSaturated(deployment, each)).isPresent()) {
      OwnedSet.active(draft.old()).forEach(each -> draft.scale(each, 0));
      return;
    }
    if (deployment.isRolling()) {
      share(draft);
    }
  }

  /** The only set that has pods; where none has, the newest. */
  private static Optional<OwnedSet> activeOrLatest(Draft draft) {
    List<OwnedSet> active = OwnedSet.active(draft.all());
    return switch (active.size()) {
      case 0 -> draft.newest().or(() -> draft.old().stream().max(OwnedSet.OLDEST_FIRST));
      case 1 -> Optional.of(active.getFirst());
      default -> Optional.empty();
    };
  }

  private static boolean isSaturated(DeploymentView deployment, OwnedSet newest) {
    return newest.replicas() == deployment.replicas()
        && newest.desired().isPresent()
        && newest.desired().getAsLong() == deployment.replicas()
        && newest.available() == deployment.replicas();
  }

  /** Each by its part of all that was; what rounding leaves goes to the first, the largest. */
  private static void share(Draft draft) {
    DeploymentView deployment = draft.deployment();
    List<OwnedSet> active = new ArrayList<>(OwnedSet.active(draft.all()));
    int allowed = deployment.replicas() > 0 ? deployment.replicas() + deployment.maxSurge() : 0;
    int toAdd = allowed - OwnedSet.replicasOf(active);
    active.sort(toAdd < 0 ? OwnedSet.LARGEST_OLDER_FIRST : OwnedSet.LARGEST_NEWER_FIRST);
    int added = 0;
    int[] sizes = new int[active.size()];
    for (int i = 0; i < sizes.length; i++) {
      int part = part(active.get(i), deployment, toAdd, added);
      sizes[i] = active.get(i).replicas() + part;
      added += part;
    }
    if (sizes.length > 0 && toAdd != 0) {
      sizes[0] = Math.max(0, sizes[0] + toAdd - added);
    }
    for (int i = 0; i < sizes.length; i++) {
      draft.scale(active.get(i), sizes[i]);
    }
  }

  private static int part(OwnedSet set, DeploymentView deployment, int toAdd, int added) {
    if (toAdd == 0 || toAdd == added) {
      return 0;
    }
    int fraction = fraction(set, deployment);
    int left = toAdd - added;
    return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
  }

  private static int fraction(OwnedSet set, DeploymentView deployment) {
    if (deployment.replicas() == 0) {
      return -set.replicas();
    }
    long before = set.maxReplicas().orElse(0);
    if (before == 0) {
      before = deployment.status("replicas");
    }
    if (before == 0) {
      return 0;
    }
    double size =
        (double) set.replicas() * (deployment.replicas() + deployment.maxSurge()) / before;
    return (int) Math.floor(size + 0.5) - set.replicas();
  }
}
