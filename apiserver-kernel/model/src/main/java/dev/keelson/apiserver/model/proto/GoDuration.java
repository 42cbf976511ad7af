package dev.keelson.apiserver.model.proto;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Nanoseconds as Go's {@code time.Duration} writes and reads them: {@code 1h0m0.5s}. */
final class GoDuration {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final Pattern TERM = Pattern.compile("(\\d*\\.?\\d*)(ns|us|µs|μs|ms|s|m|h)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "ns",
          1L,
          "us",
          MICRO,
          "µs",
          MICRO,
          "μs",
          MICRO,
          "ms",
          MILLI,
          "s",
          SECOND,
          "m",
          60 * SECOND,
          "h",
          3600 * SECOND);
  private static final int LONGEST = 100;

  private GoDuration() {}

  static String format(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    BigDecimal size = BigDecimal.valueOf(nanos).abs();
    String sign = nanos < 0 ? "-" : "";
    if (size.compareTo(BigDecimal.valueOf(SECOND)) < 0) {
      long whole = Math.abs(nanos);
      long unit = whole < MICRO ? 1 : whole < MILLI ? MICRO : MILLI;
      return sign + plain(size, unit) + (unit == 1 ? "ns" : unit == MICRO ? "µs" : "ms");
    }
    BigDecimal[] minutes = size.divideAndRemainder(BigDecimal.valueOf(60 * SECOND));
    long allMinutes = minutes[0].longValue();
    String seconds = plain(minutes[1], SECOND) + "s";
    if (allMinutes == 0) {
      return sign + seconds;
    }
    String hours = allMinutes < 60 ? "" : allMinutes / 60 + "h";
    return sign + hours + allMinutes % 60 + "m" + seconds;
  }

  private static String plain(BigDecimal nanos, long unit) {
    BigDecimal value = nanos.divide(BigDecimal.valueOf(unit), 9, RoundingMode.UNNECESSARY);
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  /**
   * @throws NotEncodable no duration of Go's, or one past 64 bits of nanoseconds
   */
  static long parse(String text) {
    String terms = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (terms.equals("0")) {
      return 0;
    }
    Matcher matcher = TERM.matcher(terms);
    BigDecimal sum = BigDecimal.ZERO;
    int at = 0;
    while (at < terms.length() && terms.length() <= LONGEST && matcher.find(at)) {
      String number = matcher.group(1);
      if (matcher.start() != at || number.isEmpty() || number.equals(".")) {
        break;
      }
      BigDecimal unit = BigDecimal.valueOf(UNITS.getOrDefault(matcher.group(2), 1L));
      sum = sum.add(new BigDecimal(number).multiply(unit));
      at = matcher.end();
    }
    BigDecimal signed = text.startsWith("-") ? sum.negate() : sum;
    BigDecimal whole = signed.setScale(0, RoundingMode.DOWN);
    if (terms.isEmpty() || at < terms.length() || whole.toBigInteger().bitLength() > 63) {
      throw new NotEncodable("time: invalid duration \"" + text + "\"");
    }
    return whole.longValueExact();
  }
}
