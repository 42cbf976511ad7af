package dev.keelson.controllers.basis;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Times as the API writes them: RFC 3339 in UTC, of {@code metav1.Time} to the second. */
public final class Timestamps {
  private Timestamps() {}

  public static String of(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Empty: there is none, or it is broken. */
  public static Optional<Instant> read(String text) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /** Whether {@code time} lies further back than {@code age}. */
  public static boolean isOlder(Instant time, Duration age, Instant now) {
    return time.plus(age).isBefore(now);
  }
}
