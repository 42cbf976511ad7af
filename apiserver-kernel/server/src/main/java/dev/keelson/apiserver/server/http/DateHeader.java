package dev.keelson.apiserver.server.http;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The value of {@code date} (RFC 9110, 5.6.7), made once a second. */
final class DateHeader {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private record Stamp(long second, String text) {}

  private final InstantSource time;
  private volatile Stamp last = new Stamp(Long.MIN_VALUE, "");

  DateHeader(InstantSource time) {
    this.time = time;
  }

  String now() {
    Instant instant = time.instant();
    Stamp stamp = last;
    if (stamp.second != instant.getEpochSecond()) {
      stamp = new Stamp(instant.getEpochSecond(), FORM.format(instant));
      last = stamp;
    }
    return stamp.text;
  }
}
