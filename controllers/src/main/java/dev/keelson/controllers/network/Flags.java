package dev.keelson.controllers.network;

import dev.keelson.controllers.ControllerOptions;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Numbers and durations among kube-controller-manager's flags. */
public final class Flags {
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");
  private static final Pattern WHOLE = Pattern.compile("0|(?:" + PART.pattern() + ")+");

  private Flags() {}

  /**
   * @throws IllegalArgumentException it is no number, or below {@code least}
   */
  public static int number(ControllerOptions options, String flag, int otherwise, int least) {
    String text = options.text(flag, Integer.toString(otherwise));
    int number;
    try {
      number = Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException("--" + flag + "=" + text + " is no number");
    }
    if (number < least) {
      throw new IllegalArgumentException("--" + flag + "=" + text + " is less than " + least);
    }
    return number;
  }

  /**
   * As Go writes them: {@code 1m30s}.
   *
   * @throws IllegalArgumentException it is none
   */
  public static Duration duration(ControllerOptions options, String flag, Duration otherwise) {
    String text = options.text(flag, "");
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException("--" + flag + "=" + text + " is no duration");
    }
    return PART.matcher(text).results().map(Flags::part).reduce(Duration.ZERO, Duration::plus);
  }

  private static Duration part(MatchResult part) {
    double nanos =
        switch (part.group(2)) {
          case "ns" -> 1;
          case "ms" -> 1e6;
          case "s" -> 1e9;
          case "m" -> 60e9;
          case "h" -> 3600e9;
          default -> 1e3;
        };
    return Duration.ofNanos((long) (Double.parseDouble(part.group(1)) * nanos));
  }
}
