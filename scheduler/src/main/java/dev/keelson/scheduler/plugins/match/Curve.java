package dev.keelson.scheduler.plugins.match;

import java.util.List;

/**
 * A line through points, level before the first and after the last. Whole numbers, rounded towards
 * zero.
 *
 * @param points by rising utilization, at least one
 */
public record Curve(List<Point> points) {
  /**
   * @param utilization in percent, 0 to 100
   */
  public record Point(long utilization, long score) {}

  public Curve {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("a curve has at least one point");
    }
  }

  public long at(long utilization) {
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      if (utilization <= point.utilization) {
        if (i == 0) {
          return point.score;
        }
        Point before = points.get(i - 1);
        return before.score
            + (point.score - before.score)
                * (utilization - before.utilization)
                / (point.utilization - before.utilization);
      }
    }
    return points.getLast().score;
  }
}
