package dev.keelson.launcher.etcd;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 1h30m}, {@code 100ms}, {@code -1.5s}, {@code 0}. */
public final class GoDuration {
  private static final Pattern PART =
      Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private GoDuration() {}

  /** Empty if it is none, or longer than Go's 292 years. */
  public static Optional<Duration> parse(String text) {
    String rest = text.replaceFirst("^[+-]", "");
    if (rest.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    Matcher part = PART.matcher(rest);
    BigDecimal nanos = BigDecimal.ZERO;
    int end = 0;
    while (end < rest.length() && part.region(end, rest.length()).lookingAt()) {
      BigDecimal unit = BigDecimal.valueOf(requireNonNull(NANOS.get(part.group(2))));
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit));
      end = part.end();
    }
    if (rest.isEmpty()
        || end < rest.length()
        || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      return Optional.empty();
    }
    Duration length = Duration.ofNanos(nanos.longValue());
    return Optional.of(text.startsWith("-") ? length.negated() : length);
  }

  /** As Go prints it: {@code 1h0m0s}, {@code 1.5s}, {@code 100ms}, {@code 0s}. */
  static String format(Duration length) {
    long nanos = length.toNanos();
    if (nanos == 0) {
      return "0s";
    }
    String sign = nanos < 0 ? "-" : "";
    long size = Math.abs(nanos);
    if (size < 1_000L) {
      return sign + size + "ns";
    }
    if (size < 1_000_000L) {
      return sign + decimal(size, 3) + "µs";
    }
    if (size < 1_000_000_000L) {
      return sign + decimal(size, 6) + "ms";
    }
    long minutes = size / 60_000_000_000L;
    String seconds = decimal(size % 60_000_000_000L, 9) + "s";
    if (minutes == 0) {
      return sign + seconds;
    }
    return sign + (minutes < 60 ? "" : minutes / 60 + "h") + minutes % 60 + "m" + seconds;
  }

  private static String decimal(long number, int shift) {
    return BigDecimal.valueOf(number, shift).stripTrailingZeros().toPlainString();
  }
}
