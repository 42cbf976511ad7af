package dev.keelson.apiserver.server.verb;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** metav1.Time: RFC 3339, UTC, whole seconds. */
final class Timestamp {
  private Timestamp() {}

  static String of(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
