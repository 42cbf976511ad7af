package dev.keelson.controllers.basis;

import dev.keelson.controllers.ControllerOptions;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@link ControllerOptions} as Go's flag package does. */
public final class Flags {
  private static final Pattern PART =
      Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h)");

  private Flags() {}

  /**
   * Of {@code 5m0s}, {@code 1.5h}, {@code 100ms}.
   *
   * @throws IllegalArgumentException it is none; names the flag
   */
  public static Duration duration(ControllerOptions options, String flag, Duration otherwise) {
    String text = options.text(flag, "");
    if (text.isEmpty()) {
      return otherwise;
    }
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher parts = PART.matcher(text);
    double nanos = 0;
    int end = 0;
    while (parts.find() && parts.start() == end) {
      nanos += Double.parseDouble(parts.group(1)) * unit(parts.group(2));
      end = parts.end();
    }
    if (end != text.length()) {
      throw wrong(flag, text, "no duration");
    }
    return Duration.ofNanos((long) nanos);
  }

  private static double unit(String name) {
    return switch (name) {
      case "ns" -> 1;
      case "us", "µs" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      default -> 3600e9;
    };
  }

  /**
   * @throws IllegalArgumentException it is none; names the flag
   */
  public static double number(ControllerOptions options, String flag, double otherwise) {
    String text = options.text(flag, "");
    try {
      return text.isEmpty() ? otherwise : Double.parseDouble(text);
    } catch (NumberFormatException _) {
      throw wrong(flag, text, "no number");
    }
  }

  /**
   * @throws IllegalArgumentException it is none; names the flag
   */
  public static int whole(ControllerOptions options, String flag, int otherwise) {
    String text = options.text(flag, "");
    try {
      return text.isEmpty() ? otherwise : Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw wrong(flag, text, "no whole number");
    }
  }

  public static boolean isOn(ControllerOptions options, String flag, boolean otherwise) {
    return switch (options.text(flag, "")) {
      case "" -> otherwise;
      case "true", "1", "t", "T", "TRUE", "True" -> true;
      case "false", "0", "f", "F", "FALSE", "False" -> false;
      default -> throw wrong(flag, options.text(flag, ""), "neither true nor false");
    };
  }

  private static IllegalArgumentException wrong(String flag, String text, String why) {
    return new IllegalArgumentException("--" + flag + "=" + text + ": " + why);
  }
}
