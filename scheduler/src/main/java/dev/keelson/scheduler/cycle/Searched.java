package dev.keelson.scheduler.cycle;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.plugin.CycleState;

/** What the search for a node came to, for one pod. */
sealed interface Searched {
  record Found(CycleState state, NodeInfo node) implements Searched {}

  record Nowhere(Failure failure) implements Searched {}
}
