package dev.keelson.controllers.cronjob;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When something is due, again and again. Immutable. */
sealed interface CronSchedule permits FieldSchedule, CronSchedule.Every {
  /** The first time after {@code time}; empty: none within five years. */
  Optional<Instant> next(Instant time);

  /** Whole seconds, at least one, from wherever it is asked. */
  record Every(Duration period) implements CronSchedule {
    public Every {
      long seconds = Math.max(1, period.toSeconds());
      period = Duration.ofSeconds(seconds);
    }

    @Override
    public Optional<Instant> next(Instant time) {
      return Optional.of(time.plus(period).minusNanos(time.getNano()));
    }
  }
}
