package dev.keelson.apiserver.model.proto;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/** RFC 3339 in UTC, as Kubernetes writes it: with whole seconds, or with six decimals. */
final class Times {
  /** Go's zero time, which JSON shows as null: 0001-01-01T00:00:00Z. */
  static final long ZERO = -62_135_596_800L;

  private static final long LAST = 253_402_300_799L;
  private static final long FIRST = -62_167_219_200L;
  private static final int DAY = 86_400;

  private Times() {}

  /**
   * @param micros negative: none are written
   */
  static String format(long seconds, int micros) {
    if (seconds < FIRST || seconds > LAST) {
      throw new BadProtobuf("year outside of range [0,9999]");
    }
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, DAY));
    int second = Math.floorMod(seconds, DAY);
    char[] text = new char[micros < 0 ? 20 : 27];
    digits(text, 0, 4, date.getYear());
    text[4] = '-';
    digits(text, 5, 2, date.getMonthValue());
    text[7] = '-';
    digits(text, 8, 2, date.getDayOfMonth());
    text[10] = 'T';
    digits(text, 11, 2, second / 3600);
    text[13] = ':';
    digits(text, 14, 2, second / 60 % 60);
    text[16] = ':';
    digits(text, 17, 2, second % 60);
    if (micros >= 0) {
      text[19] = '.';
      digits(text, 20, 6, micros);
    }
    text[text.length - 1] = 'Z';
    return new String(text);
  }

  private static void digits(char[] text, int at, int count, int value) {
    int rest = value;
    for (int i = at + count - 1; i >= at; i--) {
      text[i] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /**
   * @throws NotEncodable no time of RFC 3339
   */
  static Instant parse(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new NotEncodable("\"" + text + "\" is no time");
    }
  }
}
