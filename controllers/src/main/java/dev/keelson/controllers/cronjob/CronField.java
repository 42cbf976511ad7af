package dev.keelson.controllers.cronjob;

import java.util.List;
import java.util.Locale;

/**
 * One of the five places of a schedule, and how it is read: as the set of its values, a bit each.
 */
enum CronField {
  MINUTE(0, 59, List.of()),
  HOUR(0, 23, List.of()),
  DAY_OF_MONTH(1, 31, List.of()),
  MONTH(
      1,
      12,
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
  DAY_OF_WEEK(0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

  /** Set where the text was a star: of the two day fields, a star leaves it to the other. */
  static final long STAR = 1L << 63;

  private final int min;
  private final int max;
  private final List<String> names;

  CronField(int min, int max, List<String> names) {
    this.min = min;
    this.max = max;
    this.names = names;
  }

  long all() {
    return bits(min, max, 1) | STAR;
  }

  long least() {
    return 1L << min;
  }

  /** A list of ranges. */
  long parse(String text) throws BadSchedule {
    long bits = 0;
    for (String each : text.split(",")) {
      if (!each.isEmpty()) {
        bits |= range(each);
      }
    }
    return bits;
  }

  private long range(String text) throws BadSchedule {
    String[] rangeAndStep = text.split("/", -1);
    String[] lowAndHigh = rangeAndStep[0].split("-", -1);
    boolean isStar = lowAndHigh[0].equals("*") || lowAndHigh[0].equals("?");
    int start = isStar ? min : number(lowAndHigh[0]);
    int end = isStar ? max : start;
    if (!isStar && lowAndHigh.length == 2) {
      end = number(lowAndHigh[1]);
    } else if (!isStar && lowAndHigh.length > 2) {
      throw new BadSchedule("too many hyphens: " + text);
    }
    int step = 1;
    if (rangeAndStep.length == 2) {
      step = plain(rangeAndStep[1]);
      // "5/15" means from 5 to the end.
      end = lowAndHigh.length == 1 ? max : end;
    } else if (rangeAndStep.length > 2) {
      throw new BadSchedule("too many slashes: " + text);
    }
    check(start, end, step, text);
    return bits(start, end, step) | (isStar && step <= 1 ? STAR : 0);
  }

  private void check(int start, int end, int step, String text) throws BadSchedule {
    if (start < min) {
      throw new BadSchedule(
          "beginning of range (%d) below minimum (%d): %s".formatted(start, min, text));
    }
    if (end > max) {
      throw new BadSchedule("end of range (%d) above maximum (%d): %s".formatted(end, max, text));
    }
    if (start > end) {
      throw new BadSchedule(
          "beginning of range (%d) beyond end of range (%d): %s".formatted(start, end, text));
    }
    if (step == 0) {
      throw new BadSchedule("step of range should be a positive number: " + text);
    }
  }

  private int number(String text) throws BadSchedule {
    int name = names.indexOf(text.toLowerCase(Locale.ROOT));
    return name >= 0 ? name + min : plain(text);
  }

  private static int plain(String text) throws BadSchedule {
    int number;
    try {
      number = Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw new BadSchedule(
          "failed to parse int from %s: strconv.Atoi: parsing \"%s\": invalid syntax"
              .formatted(text, text));
    }
    if (number < 0) {
      throw new BadSchedule("negative number (%d) not allowed: %s".formatted(number, text));
    }
    return number;
  }

  private static long bits(int start, int end, int step) {
    long bits = 0;
    for (long i = start; i <= end; i += step) {
      bits |= 1L << i;
    }
    return bits;
  }
}
