package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.view.PodView;
import java.time.Instant;

/** A pod that waits, as the order of the queue may see it. */
public interface QueuedPod {
  PodView pod();

  /** When it entered the queue, the last time. */
  Instant timestamp();

  /** How often it was tried. */
  int attempts();
}
