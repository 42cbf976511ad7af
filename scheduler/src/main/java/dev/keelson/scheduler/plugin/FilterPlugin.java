package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.view.PodView;

/** Says whether a pod may run on a node. Called for hundreds of nodes a pod: no allocation. */
public interface FilterPlugin extends Plugin {
  /** Success, a refusal (a constant where it can be one) or a failure. */
  Verdict filter(CycleState state, PodView pod, NodeInfo node);
}
