package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.view.PodView;

/** Called where no node did. The first that succeeds, or says unresolvable, ends the point. */
public interface PostFilterPlugin extends Plugin {
  PostFilterResult postFilter(CycleState state, PodView pod, NodeVerdicts verdicts);
}
