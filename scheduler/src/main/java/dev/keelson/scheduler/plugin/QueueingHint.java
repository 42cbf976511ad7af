package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.view.PodView;

/** Whether a change may make a pod schedulable that a plugin refused. Under the queue's lock. */
@FunctionalInterface
public interface QueueingHint {
  /**
   * @param change of a kind that was registered with this
   * @return whether the pod is to be tried again. A throw counts as yes
   */
  boolean isWorthTrying(PodView pod, ClusterChange change);
}
