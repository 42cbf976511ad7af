package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.view.PodView;

/** Writes down where the pod goes. */
public interface BindPlugin extends Plugin {
  /** On the pod's own thread. {@link Verdict#SKIP}: the next one shall. */
  Verdict bind(CycleState state, PodView pod, String nodeName);
}
