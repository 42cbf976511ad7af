package dev.keelson.launcher.log;

import java.time.OffsetDateTime;

/**
 * {@code 2006-01-02T15:04:05.000000Z0700}: microseconds, then Z or the offset without a colon. By
 * hand, because java.time's formatter costs more at start-up than all the lines of a start.
 */
final class Timestamp {
  private Timestamp() {}

  static void append(StringBuilder out, OffsetDateTime time) {
    pad(out, time.getYear(), 4);
    pad(out, time.getMonthValue(), 2, '-');
    pad(out, time.getDayOfMonth(), 2, '-');
    pad(out, time.getHour(), 2, 'T');
    pad(out, time.getMinute(), 2, ':');
    pad(out, time.getSecond(), 2, ':');
    pad(out, time.getNano() / 1000, 6, '.');
    int offset = time.getOffset().getTotalSeconds() / 60;
    if (offset == 0) {
      out.append('Z');
      return;
    }
    pad(out, Math.abs(offset) / 60, 2, offset < 0 ? '-' : '+');
    pad(out, Math.abs(offset) % 60, 2);
  }

  private static void pad(StringBuilder out, int number, int width, char before) {
    pad(out.append(before), number, width);
  }

  private static void pad(StringBuilder out, int number, int width) {
    String digits = Integer.toString(number);
    for (int i = digits.length(); i < width; i++) {
      out.append('0');
    }
    out.append(digits);
  }
}
