package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.strict.BadField;
import dev.keelson.apiserver.model.strict.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The five fields of a cron job's schedule, or one of the words for common ones. */
final class CronSchedule {
  private static final Set<String> WORDS =
      Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");

  /** What a field may hold: numbers, and names for them in their order. */
  private record Bounds(long least, long most, List<String> names) {}

  private static final List<Bounds> FIELDS =
      List.of(
          new Bounds(0, 59, List.of()),
          new Bounds(0, 23, List.of()),
          new Bounds(1, 31, List.of()),
          new Bounds(
              1,
              12,
              List.of(
                  "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                  "dec")),
          new Bounds(0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat")));

  /** Ends the reading of a schedule, with what is wrong. */
  private static final class Bad extends Exception {
    private static final long serialVersionUID = 1;

    Bad(String message) {
      super(message, null, false, false);
    }
  }

  private CronSchedule() {}

  /** "" if nothing is. A time zone before the fields is passed over: others forbid it. */
  static String wrong(String schedule) {
    try {
      read(schedule);
      return "";
    } catch (Bad bad) {
      return String.valueOf(bad.getMessage());
    }
  }

  private static void read(String schedule) throws Bad {
    String spec = schedule;
    if (spec.startsWith("TZ=") || spec.startsWith("CRON_TZ=")) {
      int space = spec.indexOf(' ');
      if (space < 0) {
        throw new Bad("invalid schedule format: runtime error: slice bounds out of range");
      }
      spec = spec.substring(space).strip();
    }
    if (spec.startsWith("@")) {
      word(spec);
      return;
    }
    List<String> fields = new ArrayList<>();
    for (String field : spec.strip().split("\\s+")) {
      if (!field.isEmpty()) {
        fields.add(field);
      }
    }
    if (fields.size() != FIELDS.size()) {
      throw new Bad(
          "expected exactly 5 fields, found %d: [%s]"
              .formatted(fields.size(), String.join(" ", fields)));
    }
    for (int i = 0; i < FIELDS.size(); i++) {
      for (String range : fields.get(i).split(",")) {
        if (!range.isEmpty()) {
          range(range, FIELDS.get(i));
        }
      }
    }
  }

  private static void word(String spec) throws Bad {
    if (WORDS.contains(spec)) {
      return;
    }
    if (!spec.startsWith("@every ")) {
      throw new Bad("unrecognized descriptor: " + spec);
    }
    String duration = spec.substring("@every ".length());
    try {
      DurationText.nanos(duration);
    } catch (BadField _) {
      throw new Bad(
          "failed to parse duration %s: time: invalid duration \"%s\"".formatted(spec, duration));
    }
  }

  private static void range(String range, Bounds bounds) throws Bad {
    String[] parts = range.split("/", -1);
    String[] ends = parts[0].split("-", -1);
    boolean any = ends[0].equals("*") || ends[0].equals("?");
    long start = any ? bounds.least : number(ends[0], bounds);
    if (!any && ends.length > 2) {
      throw new Bad("too many hyphens: " + range);
    }
    long end = any ? bounds.most : ends.length == 2 ? number(ends[1], bounds) : start;
    if (parts.length > 2) {
      throw new Bad("too many slashes: " + range);
    }
    long step = 1;
    if (parts.length == 2) {
      step = number(parts[1], new Bounds(0, 0, List.of()));
      end = ends.length == 1 ? bounds.most : end;
    }
    if (start < bounds.least) {
      throw new Bad(
          "beginning of range (%d) below minimum (%d): %s".formatted(start, bounds.least, range));
    }
    if (end > bounds.most) {
      throw new Bad("end of range (%d) above maximum (%d): %s".formatted(end, bounds.most, range));
    }
    if (start > end) {
      throw new Bad(
          "beginning of range (%d) beyond end of range (%d): %s".formatted(start, end, range));
    }
    if (step == 0) {
      throw new Bad("step of range should be a positive number: " + range);
    }
  }

  private static long number(String text, Bounds bounds) throws Bad {
    int named = bounds.names.indexOf(text.toLowerCase(Locale.ROOT));
    if (named >= 0) {
      return bounds.least + named;
    }
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw new Bad(
          "failed to parse int from %s: strconv.Atoi: parsing \"%s\": invalid syntax"
              .formatted(text, text));
    }
    if (number < 0) {
      throw new Bad("negative number (%d) not allowed: %s".formatted(number, text));
    }
    return number;
  }
}
