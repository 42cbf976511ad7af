package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.view.PodView;

/** Looks at the pod once before it is tried against nodes. */
public interface PreFilterPlugin extends Plugin {
  /** {@link Verdict#SKIP} within spares the plugin's Filter for this pod. */
  PreFilterResult preFilter(CycleState state, PodView pod, Snapshot snapshot);

  /** Whether {@link #addPod} and {@link #removePod} do anything. */
  default boolean followsPods() {
    return false;
  }

  /**
   * What it remembered in {@code state}, as if {@code added} were on {@code node}, which already
   * holds it.
   */
  default Verdict addPod(CycleState state, PodView pod, PodView added, NodeInfo node) {
    return Verdict.SUCCESS;
  }

  /**
   * What it remembered in {@code state}, as if {@code removed} were not on {@code node}, which does
   * not hold it any more.
   */
  default Verdict removePod(CycleState state, PodView pod, PodView removed, NodeInfo node) {
    return Verdict.SUCCESS;
  }
}
