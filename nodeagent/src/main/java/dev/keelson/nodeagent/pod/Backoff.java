package dev.keelson.nodeagent.pod;

import java.time.Duration;
import java.time.Instant;

/**
 * Waits that double from 10 s to 5 min, and begin anew after 10 min without a failure: client-go's
 * {@code flowcontrol.Backoff} as kubelet sets it.
 *
 * @param length zero: there was no failure yet
 */
record Backoff(Duration length, Instant updated) {
  static final Backoff NONE = new Backoff(Duration.ZERO, Instant.MIN);
  static final Duration FIRST = Duration.ofSeconds(10);
  static final Duration MOST = Duration.ofMinutes(5);

  private boolean isExpired(Instant event) {
    return length.isZero() || Duration.between(updated, event).compareTo(MOST.multipliedBy(2)) > 0;
  }

  /** When a container that ended at {@code event} may start again. */
  Instant end(Instant event) {
    return isExpired(event) ? event : event.plus(length);
  }

  Backoff next(Instant event) {
    if (isExpired(event)) {
      return new Backoff(FIRST, event);
    }
    Duration doubled = length.multipliedBy(2);
    return new Backoff(doubled.compareTo(MOST) > 0 ? MOST : doubled, event);
  }
}
