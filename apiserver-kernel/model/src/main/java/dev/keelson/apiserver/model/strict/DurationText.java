package dev.keelson.apiserver.model.strict;

import dev.keelson.apiserver.model.json.GoText;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Go's durations: {@code 1h15m0.5s}. Nanoseconds in 64 bits. */
public final class DurationText {
  private static final String[] UNITS = {"ns", "us", "µs", "μs", "ms", "s", "m", "h"};
  private static final long[] NANOS = {
    1, 1_000, 1_000, 1_000, 1_000_000, 1_000_000_000, 60_000_000_000L, 3_600_000_000_000L
  };

  private DurationText() {}

  static String canonical(String text) {
    return write(nanos(text));
  }

  /**
   * How many nanoseconds it says.
   *
   * @throws BadField it is no duration of Go's, or one past 64 bits of nanoseconds
   */
  public static long nanos(String text) {
    boolean isNegative = text.startsWith("-");
    int at = isNegative || text.startsWith("+") ? 1 : 0;
    if (text.substring(at).equals("0")) {
      return 0;
    }
    if (at == text.length()) {
      throw invalid(text);
    }
    BigDecimal sum = BigDecimal.ZERO;
    while (at < text.length()) {
      int number = at;
      while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
        at++;
      }
      String digits = text.substring(number, at);
      if (digits.chars().noneMatch(each -> isDigit((char) each))
          || digits.indexOf('.') != digits.lastIndexOf('.')
          || digits.length() > 40) {
        throw invalid(text);
      }
      int unit = at;
      while (at < text.length() && !isDigit(text.charAt(at)) && text.charAt(at) != '.') {
        at++;
      }
      long nanos = nanos(text, text.substring(unit, at));
      BigDecimal part = new BigDecimal(digits).multiply(BigDecimal.valueOf(nanos));
      sum = sum.add(part.setScale(0, RoundingMode.DOWN));
    }
    BigDecimal signed = isNegative ? sum.negate() : sum;
    if (signed.toBigInteger().bitLength() > 63) {
      throw invalid(text);
    }
    return signed.longValue();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static long nanos(String text, String unit) {
    if (unit.isEmpty()) {
      throw new BadField("time: missing unit in duration " + GoText.quote(text));
    }
    for (int i = 0; i < UNITS.length; i++) {
      if (UNITS[i].equals(unit)) {
        return NANOS[i];
      }
    }
    throw new BadField(
        "time: unknown unit " + GoText.quote(unit) + " in duration " + GoText.quote(text));
  }

  private static BadField invalid(String text) {
    return new BadField("time: invalid duration " + GoText.quote(text));
  }

  private static String write(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    BigDecimal size = BigDecimal.valueOf(nanos).abs();
    String sign = nanos < 0 ? "-" : "";
    if (size.compareTo(BigDecimal.valueOf(NANOS[5])) < 0) {
      int unit = size.compareTo(BigDecimal.valueOf(NANOS[1])) < 0 ? 0 : 1;
      unit = size.compareTo(BigDecimal.valueOf(NANOS[4])) < 0 ? unit : 4;
      String text = unit == 1 ? "µs" : UNITS[unit];
      return sign + plain(size.divide(BigDecimal.valueOf(NANOS[unit]))) + text;
    }
    BigDecimal[] minutes = size.divideAndRemainder(BigDecimal.valueOf(NANOS[6]));
    String seconds = plain(minutes[1].divide(BigDecimal.valueOf(NANOS[5]))) + "s";
    long whole = minutes[0].longValueExact();
    if (whole == 0) {
      return sign + seconds;
    }
    String hours = whole >= 60 ? whole / 60 + "h" : "";
    return sign + hours + whole % 60 + "m" + seconds;
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
