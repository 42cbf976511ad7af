package dev.keelson.controllers.cronjob;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What has fallen due since a CronJob was last served. Pure.
 *
 * @param earliest from when on was looked: the last scheduled time, or the CronJob's creation
 * @param latest the last time due up to now; empty: none
 * @param count none, few or many
 */
record MissedSchedules(Instant earliest, Optional<Instant> latest, Count count) {
  enum Count {
    NONE,
    FEW,
    MANY
  }

  /** More than a long weekend of an hourly job; then somebody's clock is wrong. */
  private static final long MANY = 100;

  /** Later than the time itself, so that clocks which differ a little do not wake it early. */
  private static final Duration PADDING = Duration.ofMillis(100);

  /**
   * @param since creation, or the last scheduled time
   * @param deadline seconds for which a time that was missed counts
   * @throws BadSchedule times of that form do not come twice: the 31st of February
   */
  static MissedSchedules of(
      CronSchedule schedule, Instant since, OptionalLong deadline, Instant now) throws BadSchedule {
    Instant earliest = since;
    if (deadline.isPresent()) {
      Instant bound = now.minusSeconds(deadline.getAsLong());
      earliest = bound.isAfter(earliest) ? bound : earliest;
    }
    Optional<Instant> first = schedule.next(earliest);
    if (first.isPresent() && now.isBefore(first.get())) {
      return new MissedSchedules(earliest, Optional.empty(), Count.NONE);
    }
    Optional<Instant> second = first.flatMap(schedule::next);
    if (second.isPresent() && now.isBefore(second.get())) {
      return new MissedSchedules(earliest, first, Count.NONE);
    }
    if (first.isEmpty() || second.isEmpty()) {
      throw new BadSchedule("time difference between two schedules is less than 1 second");
    }
    return many(schedule, earliest, first.get(), second.get(), now);
  }

  private static MissedSchedules many(
      CronSchedule schedule, Instant earliest, Instant first, Instant second, Instant now)
      throws BadSchedule {
    long between = Duration.between(first, second).plusMillis(500).toSeconds();
    if (between < 1) {
      throw new BadSchedule("time difference between two schedules is less than 1 second");
    }
    long missed = Duration.between(first, now).toSeconds() / between + 1;
    // A guess by the first distance, one step early; from there the schedule itself.
    Optional<Instant> latest = Optional.empty();
    Optional<Instant> each = schedule.next(first.plusSeconds((missed - 2) * between));
    while (each.isPresent() && !each.get().isAfter(now)) {
      latest = each;
      each = schedule.next(each.get());
    }
    return new MissedSchedules(earliest, latest, missed > MANY ? Count.MANY : Count.FEW);
  }

  /** How long until the next time is due, {@code since} as in {@link #of}. */
  static Duration untilNext(CronSchedule schedule, Instant since, Instant now) {
    Instant from;
    try {
      MissedSchedules missed = of(schedule, since, OptionalLong.empty(), now);
      Instant otherwise = missed.count() == Count.NONE ? missed.earliest() : now;
      from = missed.latest().orElse(otherwise);
    } catch (BadSchedule _) {
      from = now;
    }
    return schedule
        .next(from)
        .map(next -> Duration.between(now, next.plus(PADDING)))
        .orElse(Duration.ofDays(1));
  }
}
