package dev.keelson.launcher.component;

import dev.keelson.launcher.snapshot.Misuse;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code 1h30m}, {@code 2.5s}, {@code 100ms}: durations as flags have them. */
final class GoDuration {
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(h|ms|m|s|us|ns)");

  private GoDuration() {}

  /** Throws {@link Misuse} that names {@code flag} where it is none, or negative. */
  static Duration parse(String flag, String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher part = PART.matcher(text);
    Duration sum = Duration.ZERO;
    int at = 0;
    try {
      while (part.find() && part.start() == at) {
        BigDecimal nanos = new BigDecimal(part.group(1)).multiply(unit(part.group(2)));
        sum = sum.plusNanos(nanos.toBigInteger().longValueExact());
        at = part.end();
      }
    } catch (ArithmeticException _) {
      at = -1;
    }
    if (at != text.length() || text.isEmpty()) {
      throw new Misuse(
          "invalid argument \"%s\" for \"--%s\" flag: a duration such as 15s or 1h30m is wanted"
              .formatted(text, flag));
    }
    return sum;
  }

  private static BigDecimal unit(String name) {
    return new BigDecimal(
        switch (name) {
          case "h" -> 3_600_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "s" -> 1_000_000_000L;
          case "ms" -> 1_000_000L;
          case "us" -> 1_000L;
          default -> 1L;
        });
  }
}
