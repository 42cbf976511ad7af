package dev.keelson.scheduler.config;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fields of a configuration, read and checked. */
final class SchedulerFields {
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");

  private SchedulerFields() {}

  static OptionalInt percentage(JsonObject of) {
    if (!of.isSet("percentageOfNodesToScore")) {
      return OptionalInt.empty();
    }
    long value = of.number("percentageOfNodesToScore", 0);
    if (value < 0 || value > 100) {
      throw new BadConfig(
          "percentageOfNodesToScore: Invalid value: " + value + ": not in valid range [0-100]");
    }
    return OptionalInt.of((int) value);
  }

  /** As Go writes it: {@code 1m30s}, {@code 500ms}. */
  static Duration duration(JsonObject of, String name, Duration otherwise) {
    if (!(of.get(name) instanceof JsonString(String text))) {
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
    if (end == 0 || end != text.length()) {
      throw new BadConfig(name + ": time: invalid duration \"" + text + "\"");
    }
    return Duration.ofNanos(Math.round(nanos));
  }

  private static double unit(String name) {
    return switch (name) {
      case "h" -> 3600e9;
      case "m" -> 60e9;
      case "s" -> 1e9;
      case "ms" -> 1e6;
      case "ns" -> 1;
      default -> 1e3;
    };
  }
}
