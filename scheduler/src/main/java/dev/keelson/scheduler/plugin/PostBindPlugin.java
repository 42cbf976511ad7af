package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.view.PodView;

/** Hears that a pod was bound. */
public interface PostBindPlugin extends Plugin {
  /** On the pod's own thread. */
  void postBind(CycleState state, PodView pod, String nodeName);
}
