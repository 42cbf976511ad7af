package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.view.PodView;
import java.util.List;

/** Looks at the feasible nodes before they are scored. */
public interface PreScorePlugin extends Plugin {
  /** Success, {@link Verdict#SKIP} to spare the plugin's Score for this pod, or a failure. */
  Verdict preScore(CycleState state, PodView pod, List<NodeInfo> nodes);
}
