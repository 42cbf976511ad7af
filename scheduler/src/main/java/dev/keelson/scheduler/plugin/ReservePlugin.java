package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.view.PodView;

/** Keeps books of its own on what bound pods take. */
public interface ReservePlugin extends Plugin {
  /** In the scheduling cycle. Anything but success takes back all reservations. */
  Verdict reserve(CycleState state, PodView pod, String nodeName);

  /** Idempotent; also called where {@link #reserve} was not, or failed. Any thread. */
  void unreserve(CycleState state, PodView pod, String nodeName);
}
