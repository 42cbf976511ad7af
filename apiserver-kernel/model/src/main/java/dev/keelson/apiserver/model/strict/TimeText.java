package dev.keelson.apiserver.model.strict;

import dev.keelson.apiserver.model.json.GoText;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** RFC 3339, read as Go's {@code time.Parse} does it and written in UTC. */
enum TimeText {
  SECONDS("2006-01-02T15:04:05Z07:00", ""),
  MICROSECONDS("2006-01-02T15:04:05.000000Z07:00", ".SSSSSS");

  /** Go's zero time, which is written as null. */
  private static final String ZERO = "0001-01-01T00:00:00";

  private static final String[] PARTS = {
    "2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05"
  };

  private final String layout;
  private final DateTimeFormatter canonical;

  TimeText(String layout, String fraction) {
    this.layout = layout;
    this.canonical = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss" + fraction + "'Z'");
  }

  /** "" for Go's zero time. */
  String canonical(String text) {
    int behind = scan(text);
    int end = fraction(text, behind);
    if (isCanonical(text, end)) {
      return text;
    }
    OffsetDateTime time = at(text, end);
    String written = time.withOffsetSameInstant(ZoneOffset.UTC).format(canonical);
    return written.startsWith(ZERO) && time.getNano() == 0 ? "" : written;
  }

  /**
   * Whether it is surely what would be written; days at the end of a month are looked at closer.
   */
  private boolean isCanonical(String text, int end) {
    if (text.length() != end + 1
        || text.charAt(end) != 'Z'
        || text.charAt(0) == '0'
        || end != (this == SECONDS ? 19 : 26)) {
      return false;
    }
    return isWithin(text, 5, 1, 12)
        && isWithin(text, 8, 1, 28)
        && isWithin(text, 11, 0, 23)
        && isWithin(text, 14, 0, 59)
        && isWithin(text, 17, 0, 59)
        && (this == SECONDS || text.charAt(19) == '.');
  }

  private static boolean isWithin(String text, int at, int least, int most) {
    int number = (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
    return number >= least && number <= most;
  }

  /** Checks date and time; answers the place behind the seconds. */
  private int scan(String text) {
    int at = 0;
    for (String part : PARTS) {
      boolean isNumber = part.length() > 1;
      int end = at + part.length();
      boolean fits = end <= text.length();
      for (int i = at; fits && i < end; i++) {
        char c = text.charAt(i);
        fits = isNumber ? c >= '0' && c <= '9' : c == part.charAt(0);
      }
      if (!fits) {
        throw cannot(text, at, part);
      }
      at = end;
    }
    return at;
  }

  private int fraction(String text, int start) {
    boolean isThere =
        start + 1 < text.length()
            && (text.charAt(start) == '.' || text.charAt(start) == ',')
            && isDigit(text.charAt(start + 1));
    int end = start + 1;
    while (isThere && end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    if (this == MICROSECONDS && (!isThere || end != start + 7)) {
      throw cannot(text, start, ".000000");
    }
    return isThere ? end : start;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private OffsetDateTime at(String text, int end) {
    String zone = text.substring(end);
    if (!zone.matches("Z|[+-][0-9]{2}:[0-9]{2}")) {
      if (zone.startsWith("Z")) {
        throw wrong(text, ": extra text: " + GoText.quote(zone.substring(1)));
      }
      throw cannot(text, end, "Z07:00");
    }
    checkRange(text, 5, "month", 1, 12);
    checkRange(text, 11, "hour", 0, 23);
    checkRange(text, 14, "minute", 0, 59);
    checkRange(text, 17, "second", 0, 59);
    try {
      String plain = text.substring(0, end).replace(',', '.');
      int most = 29;
      LocalDateTime local =
          LocalDateTime.parse(plain.length() > most ? plain.substring(0, most) : plain);
      return local.atOffset(ZoneOffset.of(zone));
    } catch (DateTimeException e) {
      String what =
          String.valueOf(e.getMessage()).contains("Zone") ? "time zone offset hour" : "day";
      throw wrong(text, ": " + what + " out of range");
    }
  }

  private void checkRange(String text, int at, String what, int least, int most) {
    if (!isWithin(text, at, least, most)) {
      throw wrong(text, ": " + what + " out of range");
    }
  }

  private BadField cannot(String text, int at, String part) {
    String rest = text.substring(Math.min(at, text.length()));
    return new BadField(
        "parsing time %s as %s: cannot parse %s as %s"
            .formatted(
                GoText.quote(text), GoText.quote(layout), GoText.quote(rest), GoText.quote(part)));
  }

  private static BadField wrong(String text, String what) {
    return new BadField("parsing time " + GoText.quote(text) + what);
  }
}
