package dev.keelson.controllers.hpa;

import java.time.Duration;
import java.time.Instant;

/**
 * A pod's sample.
 *
 * @param window over which it was taken
 * @param milli in thousandths: of a core, of a byte, of whatever it counts
 */
record PodMetric(Instant timestamp, Duration window, long milli) {
  static PodMetric of(long milli) {
    return new PodMetric(Instant.EPOCH, Duration.ZERO, milli);
  }
}
