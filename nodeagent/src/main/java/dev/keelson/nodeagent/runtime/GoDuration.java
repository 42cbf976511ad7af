package dev.keelson.nodeagent.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 1m30s}, {@code 250ms}. */
public final class GoDuration {
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|h|m|s)");

  private GoDuration() {}

  /** Empty: it is none. A number alone is in seconds. */
  public static Optional<Duration> parse(String text) {
    if (text.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    Matcher part = PART.matcher(text);
    double millis = 0;
    int end = 0;
    while (part.find() && part.start() == end) {
      double unit =
          switch (part.group(2)) {
            case "h" -> 3_600_000;
            case "m" -> 60_000;
            case "s" -> 1_000;
            default -> 1;
          };
      millis += Double.parseDouble(part.group(1)) * unit;
      end = part.end();
    }
    return end > 0 && end == text.length()
        ? Optional.of(Duration.ofMillis((long) Math.min(millis, 1e14)))
        : Optional.empty();
  }

  /** {@code 10s}, {@code 1m20s}, {@code 5m0s}, {@code 1.5s}, {@code 20ms}. */
  public static String text(Duration time) {
    if (time.isZero()) {
      return "0s";
    }
    long millis = time.toMillis();
    if (millis < 1000) {
      return millis + "ms";
    }
    long hours = millis / 3_600_000;
    long minutes = millis / 60_000 % 60;
    long rest = millis % 60_000;
    String seconds = rest / 1000 + fraction(rest % 1000) + "s";
    return (hours > 0 ? hours + "h" : "")
        + (hours > 0 || minutes > 0 ? minutes + "m" : "")
        + seconds;
  }

  private static String fraction(long millis) {
    return millis == 0 ? "" : ("." + String.format("%03d", millis)).replaceAll("0+$", "");
  }
}
