package dev.keelson.scheduler.framework;

import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.scheduler.config.ExtensionPoint;
import dev.keelson.scheduler.metrics.Durations;
import dev.keelson.scheduler.metrics.SchedulerMetrics;
import dev.keelson.scheduler.plugin.Verdict;
import java.util.EnumMap;
import java.util.Map;

/** How long a profile's extension points take. */
public final class PointTimes {
  private final SchedulerMetrics metrics;
  private final Timing timing;
  private final String profile;
  private final Map<ExtensionPoint, Durations> successes = new EnumMap<>(ExtensionPoint.class);

  PointTimes(SchedulerMetrics metrics, Timing timing, String profile) {
    this.metrics = metrics;
    this.timing = timing;
    this.profile = profile;
    for (ExtensionPoint each : ExtensionPoint.values()) {
      if (each != ExtensionPoint.QUEUE_SORT) {
        successes.put(each, metrics.point(each.label(), "Success", profile));
      }
    }
  }

  public long start() {
    return timing.nanos();
  }

  public void end(ExtensionPoint point, Verdict verdict, long start) {
    long took = timing.nanos() - start;
    Durations success = successes.get(point);
    if (success != null && verdict.isSuccess()) {
      success.observeNanos(took);
    } else {
      metrics.point(point.label(), Judged.label(verdict), profile).observeNanos(took);
    }
  }

  void waited(Verdict verdict, long start) {
    metrics.permitWaited(Judged.label(verdict), timing.nanos() - start);
  }
}
