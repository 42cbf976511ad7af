package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.NodeSelector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The claims of one pod, and how they would be met on each node that was looked at. Shared between
 * the copies of a cycle's state. Written by the scheduling thread; the thread that binds comes
 * after it.
 */
final class PodClaims implements CycleState.Data {
  static final int NODE_CONFLICT = 1;
  static final int BIND_CONFLICT = 1 << 1;
  static final int NO_SPACE = 1 << 2;
  static final int NO_VOLUME = 1 << 3;

  private static final Verdict[] VERDICTS = new Verdict[1 << 4];

  static {
    VERDICTS[0] = Verdict.SUCCESS;
    for (int bits = 1; bits < VERDICTS.length; bits++) {
      List<String> reasons = new ArrayList<>();
      add(bits, NODE_CONFLICT, "node(s) didn't match PersistentVolume's node affinity", reasons);
      add(bits, BIND_CONFLICT, "node(s) didn't find available persistent volumes to bind", reasons);
      add(bits, NO_SPACE, "node(s) did not have enough free storage", reasons);
      add(
          bits,
          NO_VOLUME,
          "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)",
          reasons);
      VERDICTS[bits] = new Verdict.UnschedulableAndUnresolvable(reasons);
    }
  }

  private static void add(int bits, int bit, String reason, List<String> reasons) {
    if ((bits & bit) != 0) {
      reasons.add(reason);
    }
  }

  /**
   * @param bits why not; 0: it is well
   */
  static Verdict verdict(int bits) {
    return VERDICTS[bits];
  }

  /**
   * A volume that is bound already.
   *
   * @param isThere whether the volume exists
   * @param nodes that reach it; empty: all
   */
  record Bound(boolean isThere, Optional<NodeSelector> nodes) {}

  final List<Bound> bound = new ArrayList<>(2);

  /** To be bound once a node is known. */
  final List<Claim> delayed = new ArrayList<>(2);

  /** That are bound without regard to the pod, and have not been. */
  final List<Claim> immediate = new ArrayList<>(0);

  /** What may serve the delayed claims, by class. */
  final Map<String, List<Volume>> candidates = new HashMap<>();

  final Map<String, PodVolumes> byNode = new HashMap<>();

  /** Nothing is left to do before the pod is bound. */
  boolean isAllBound;

  /** Why a node does not reach the volumes that are bound already; 0: it does. */
  int conflicts(Map<String, String> nodeLabels) {
    for (int i = 0; i < bound.size(); i++) {
      Bound each = bound.get(i);
      if (!each.isThere) {
        return NO_VOLUME;
      }
      if (each.nodes.isPresent() && !each.nodes.get().matches(nodeLabels, "")) {
        return NODE_CONFLICT;
      }
    }
    return 0;
  }
}
