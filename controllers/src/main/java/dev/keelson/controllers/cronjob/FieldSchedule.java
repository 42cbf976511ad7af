package dev.keelson.controllers.cronjob;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The five fields in a time zone. What happens where clocks are set forward or back is
 * robfig/cron's choice, and Go's of what a local time means that there is not, or twice.
 */
record FieldSchedule(
    long minutes, long hours, long daysOfMonth, long months, long daysOfWeek, ZoneId zone)
    implements CronSchedule {
  private static final int MOST_YEARS = 5;

  @Override
  public Optional<Instant> next(Instant time) {
    return new Search(time).find();
  }

  private static boolean has(long bits, int value) {
    return (bits >>> value & 1) != 0;
  }

  private boolean isDay(LocalDateTime time) {
    boolean isOfMonth = has(daysOfMonth, time.getDayOfMonth());
    boolean isOfWeek = has(daysOfWeek, time.getDayOfWeek().getValue() % 7);
    boolean hasStar = ((daysOfMonth | daysOfWeek) & CronField.STAR) != 0;
    return hasStar ? isOfMonth && isOfWeek : isOfMonth || isOfWeek;
  }

  /** The moment of a local time; in a gap, by the offset of the other side of the change. */
  private Instant at(LocalDateTime local) {
    long plain = local.toEpochSecond(ZoneOffset.UTC);
    int offset = offset(plain);
    long utc = offset == 0 ? plain : plain - offset(plain - offset);
    return Instant.ofEpochSecond(utc);
  }

  private int offset(long epochSecond) {
    return zone.getRules().getOffset(Instant.ofEpochSecond(epochSecond)).getTotalSeconds();
  }

  private LocalDateTime local(Instant time) {
    return LocalDateTime.ofInstant(time, zone);
  }

  /**
   * Field by field, from the largest: what does not fit is counted up until it does, those below
   * being set to their least; what overflows begins again at the top.
   */
  private final class Search {
    private Instant now;
    private boolean isReset;

    Search(Instant from) {
      now = from.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    }

    Optional<Instant> find() {
      int lastYear = local(now).getYear() + MOST_YEARS;
      while (local(now).getYear() <= lastYear) {
        if (fitMonth() && fitDay() && fitHour() && fitMinute() && fitSecond()) {
          return Optional.of(now);
        }
      }
      return Optional.empty();
    }

    /** Whether it did without turning over; so of the others. */
    private boolean fitMonth() {
      while (!has(months, local(now).getMonthValue())) {
        reset(ChronoUnit.MONTHS);
        now = at(local(now).plusMonths(1));
        if (local(now).getMonthValue() == 1) {
          return false;
        }
      }
      return true;
    }

    private boolean fitDay() {
      while (!isDay(local(now))) {
        reset(ChronoUnit.DAYS);
        now = at(local(now).plusDays(1));
        // Where there is no midnight on that day.
        int hour = local(now).getHour();
        if (hour != 0) {
          now = now.plus(hour > 12 ? 24 - hour : -hour, ChronoUnit.HOURS);
        }
        if (local(now).getDayOfMonth() == 1) {
          return false;
        }
      }
      return true;
    }

    private boolean fitHour() {
      while (!has(hours, local(now).getHour())) {
        reset(ChronoUnit.HOURS);
        now = now.plus(1, ChronoUnit.HOURS);
        if (local(now).getHour() == 0) {
          return false;
        }
      }
      return true;
    }

    private boolean fitMinute() {
      while (!has(minutes, local(now).getMinute())) {
        reset(ChronoUnit.MINUTES);
        now = now.plus(1, ChronoUnit.MINUTES);
        if (local(now).getMinute() == 0) {
          return false;
        }
      }
      return true;
    }

    /** Always at the full minute. */
    private boolean fitSecond() {
      while (local(now).getSecond() != 0) {
        isReset = true;
        now = now.plusSeconds(1);
        if (local(now).getSecond() == 0) {
          return false;
        }
      }
      return true;
    }

    private void reset(ChronoUnit unit) {
      if (isReset) {
        return;
      }
      isReset = true;
      LocalDateTime local = local(now);
      now =
          switch (unit) {
            case MONTHS -> at(local.toLocalDate().withDayOfMonth(1).atStartOfDay());
            case DAYS -> at(local.toLocalDate().atStartOfDay());
            case HOURS -> at(local.truncatedTo(ChronoUnit.HOURS));
            default -> now.truncatedTo(ChronoUnit.MINUTES);
          };
    }
  }
}
