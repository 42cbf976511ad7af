package dev.keelson.controllers.cronjob;

import java.time.Duration;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads five fields, {@code @hourly} and the like, and {@code @every 1h30m}; also with {@code TZ=}
 * or {@code CRON_TZ=} before them.
 */
final class CronParser {
  private static final Pattern ZONE = Pattern.compile("(?:CRON_)?TZ=(\\S*)\\s(.*)");
  private static final Pattern DURATION =
      Pattern.compile("[-+]?(?:\\d+(?:\\.\\d*)?(?:ns|us|µs|ms|s|m|h))+");
  private static final Pattern DURATION_PART =
      Pattern.compile("(\\d+(?:\\.\\d*)?)(ns|us|µs|ms|s|m|h)");

  private CronParser() {}

  /**
   * @param zone where the text names none
   */
  static CronSchedule parse(String text, ZoneId zone) throws BadSchedule {
    if (text.isEmpty()) {
      throw new BadSchedule("empty spec string");
    }
    if (text.startsWith("TZ=") || text.startsWith("CRON_TZ=")) {
      Matcher zoned = ZONE.matcher(text);
      if (!zoned.matches()) {
        throw new BadSchedule("invalid schedule format");
      }
      ZoneId named =
          zone(zoned.group(1))
              .orElseThrow(
                  () ->
                      new BadSchedule(
                          "provided bad location %s: unknown time zone %s"
                              .formatted(zoned.group(1), zoned.group(1))));
      return unzoned(zoned.group(2).strip(), named);
    }
    return unzoned(text, zone);
  }

  /** By its name in the tz database; empty: there is none. */
  static Optional<ZoneId> zone(String name) {
    if (name.isEmpty() || name.equals("UTC")) {
      return Optional.of(ZoneId.of("UTC"));
    }
    return ZoneRulesProvider.getAvailableZoneIds().contains(name)
        ? Optional.of(ZoneId.of(name))
        : Optional.empty();
  }

  private static CronSchedule unzoned(String text, ZoneId zone) throws BadSchedule {
    if (text.startsWith("@")) {
      return named(text, zone);
    }
    List<String> fields = List.of(text.strip().split("\\s+"));
    if (fields.size() != 5) {
      throw new BadSchedule(
          "expected exactly 5 fields, found %d: [%s]"
              .formatted(fields.size(), String.join(" ", fields)));
    }
    return new FieldSchedule(
        CronField.MINUTE.parse(fields.get(0)),
        CronField.HOUR.parse(fields.get(1)),
        CronField.DAY_OF_MONTH.parse(fields.get(2)),
        CronField.MONTH.parse(fields.get(3)),
        CronField.DAY_OF_WEEK.parse(fields.get(4)),
        zone);
  }

  private static CronSchedule named(String text, ZoneId zone) throws BadSchedule {
    String fields =
        switch (text) {
          case "@yearly", "@annually" -> "0 0 1 1 *";
          case "@monthly" -> "0 0 1 * *";
          case "@weekly" -> "0 0 * * 0";
          case "@daily", "@midnight" -> "0 0 * * *";
          case "@hourly" -> "0 * * * *";
          default -> "";
        };
    if (!fields.isEmpty()) {
      return unzoned(fields, zone);
    }
    if (text.startsWith("@every ")) {
      return new CronSchedule.Every(duration(text.substring("@every ".length())));
    }
    throw new BadSchedule("unrecognized descriptor: " + text);
  }

  private static Duration duration(String text) throws BadSchedule {
    if (!DURATION.matcher(text).matches()) {
      throw new BadSchedule(
          "failed to parse duration @every %s: time: invalid duration \"%s\""
              .formatted(text, text));
    }
    double nanos = 0;
    for (Matcher part = DURATION_PART.matcher(text); part.find(); ) {
      nanos += Double.parseDouble(part.group(1)) * unit(part.group(2));
    }
    return Duration.ofNanos((long) (text.startsWith("-") ? -nanos : nanos));
  }

  private static double unit(String name) {
    return switch (name) {
      case "ns" -> 1;
      case "us", "µs" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      default -> 3600e9;
    };
  }
}
