package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.view.PodView;

/** Decides whether a pod may enter the queue at all. Fast, without I/O; under the queue's lock. */
public interface PreEnqueuePlugin extends Plugin {
  /** A refusal gates the pod until an event that this plugin registered, or its own update. */
  Verdict preEnqueue(PodView pod);
}
