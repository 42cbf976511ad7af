package dev.keelson.scheduler.framework;

import java.time.Duration;

/** Durations as Go prints them: {@code 1m0s}, {@code 500ms}. */
final class GoDurations {
  private GoDurations() {}

  static String text(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      return number(duration.toNanos() / 1e6) + "ms";
    }
    StringBuilder text = new StringBuilder();
    if (duration.toHours() > 0) {
      text.append(duration.toHours()).append('h');
    }
    if (duration.toMinutes() > 0) {
      text.append(duration.toMinutesPart()).append('m');
    }
    return text.append(number(duration.toSecondsPart() + duration.toNanosPart() / 1e9))
        .append('s')
        .toString();
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
