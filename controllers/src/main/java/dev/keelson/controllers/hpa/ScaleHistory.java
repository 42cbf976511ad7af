package dev.keelson.controllers.hpa;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What one autoscaler recommended and did lately. One thread at a time: the worker that has its
 * name.
 */
final class ScaleHistory {
  private record Recommendation(int replicas, long at) {}

  private record Change(int replicas, long at) {}

  private final List<Recommendation> recommendations = new ArrayList<>();
  private final List<Change> ups = new ArrayList<>();
  private final List<Change> downs = new ArrayList<>();

  /** The replicas that were there when it was first looked at count as recommended. */
  void begin(int replicas, long now) {
    if (recommendations.isEmpty()) {
      recommendations.add(new Recommendation(replicas, now));
    }
  }

  /** The highest of the window, this one included; without behavior. */
  int highest(int desired, Duration window, long now) {
    int highest = desired;
    for (Recommendation each : recommendations) {
      if (now - each.at() <= window.toNanos()) {
        highest = Math.max(highest, each.replicas());
      }
    }
    record(desired, window, now);
    return highest;
  }

  /** As near to what is desired as both windows let it come. */
  int stabilized(int current, int desired, Duration up, Duration down, long now) {
    int lowest = desired;
    int highest = desired;
    for (Recommendation each : recommendations) {
      if (now - each.at() < up.toNanos()) {
        lowest = Math.min(lowest, each.replicas());
      }
      if (now - each.at() < down.toNanos()) {
        highest = Math.max(highest, each.replicas());
      }
    }
    record(desired, up.compareTo(down) > 0 ? up : down, now);
    return Math.min(Math.max(current, lowest), highest);
  }

  private void record(int desired, Duration window, long now) {
    recommendations.removeIf(each -> now - each.at() > window.toNanos());
    recommendations.add(new Recommendation(desired, now));
  }

  /**
   * @param longest period of the rules of that direction: what is older matters to nobody
   */
  void changed(int from, int to, Duration longest, long now) {
    List<Change> changes = to > from ? ups : downs;
    changes.removeIf(each -> now - each.at() > longest.toNanos());
    changes.add(new Change(Math.abs(to - from), now));
  }

  int added(Duration period, long now) {
    return sum(ups, period, now);
  }

  int removed(Duration period, long now) {
    return sum(downs, period, now);
  }

  private static int sum(List<Change> changes, Duration period, long now) {
    return changes.stream()
        .filter(each -> now - each.at() < period.toNanos())
        .mapToInt(Change::replicas)
        .sum();
  }
}
