package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.view.PodView;

/** Work to be done before a pod is bound, such as binding its volumes. */
public interface PreBindPlugin extends Plugin {
  /** In the scheduling cycle, fast: {@link Verdict#SKIP} if {@link #preBind} has nothing to do. */
  default Verdict preBindPreFlight(CycleState state, PodView pod, String nodeName) {
    return Verdict.SUCCESS;
  }

  /** On the pod's own thread: may wait. Interrupted where the pod is preempted meanwhile. */
  Verdict preBind(CycleState state, PodView pod, String nodeName) throws InterruptedException;
}
