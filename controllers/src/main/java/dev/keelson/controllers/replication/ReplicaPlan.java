package dev.keelson.controllers.replication;

import dev.keelson.controllers.pod.DeletionRanking;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.pod.SlowStart;
import java.time.Instant;
import java.util.List;

/**
 * What brings the number of active pods to the number wanted: pods to make, or pods to delete,
 * never both, and {@link SlowStart#BURST} at the most.
 */
record ReplicaPlan(int creations, List<PodView> deletions) {
  ReplicaPlan {
    deletions = List.copyOf(deletions);
  }

  /**
   * @param active the set's own
   * @param related of all sets of the same owner, for the ranking
   */
  static ReplicaPlan of(int wanted, List<PodView> active, List<PodView> related, Instant now) {
    int missing = wanted - active.size();
    if (missing >= 0) {
      return new ReplicaPlan(Math.min(missing, SlowStart.BURST), List.of());
    }
    int most = Math.min(-missing, SlowStart.BURST);
    List<PodView> ranked =
        most < active.size() ? DeletionRanking.order(active, related, now) : active;
    return new ReplicaPlan(0, ranked.subList(0, most));
  }
}
