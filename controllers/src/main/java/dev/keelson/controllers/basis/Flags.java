package dev.keelson.controllers.basis;

import dev.keelson.controllers.ControllerOptions;
import java.time.Duration;

/** Reads {@link ControllerOptions} as Go's flag package does. */
public final class Flags {
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
    return GoDurations.parse(text).orElseThrow(() -> wrong(flag, text, "no duration"));
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
