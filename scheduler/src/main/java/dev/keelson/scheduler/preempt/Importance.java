package dev.keelson.scheduler.preempt;

import dev.keelson.scheduler.view.PodView;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Which of two pods is to be spared: the one of higher priority, among equals the one that has run
 * longer.
 *
 * @param now counts as the start of pods that have not started
 */
record Importance(Instant now) implements Comparator<PodView> {
  /** The more important one is less. */
  @Override
  public int compare(PodView one, PodView other) {
    int order = Integer.compare(other.priority(), one.priority());
    return order != 0 ? order : start(one).compareTo(start(other));
  }

  private Instant start(PodView pod) {
    return pod.startTime().orElse(now);
  }

  /** When the first of those with the highest priority started. */
  Instant earliestOfHighest(List<PodView> pods) {
    PodView first = pods.getFirst();
    for (PodView each : pods) {
      first = compare(each, first) < 0 ? each : first;
    }
    return start(first);
  }
}
