package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.view.PodView;
import java.util.List;

/** Ranks feasible nodes. Called for hundreds of nodes a pod: no allocation. */
public interface ScorePlugin extends Plugin {
  /** Of a node after {@link #normalize}; the least is 0. */
  long MAX_SCORE = 100;

  /**
   * @throws PluginFailure it cannot
   */
  long score(CycleState state, PodView pod, NodeInfo node);

  /**
   * Brings the scores between 0 and {@link #MAX_SCORE}, in place.
   *
   * @param scores at the places of {@code nodes}; may be longer
   * @throws PluginFailure it cannot
   */
  default void normalize(CycleState state, PodView pod, List<NodeInfo> nodes, long[] scores) {}
}
