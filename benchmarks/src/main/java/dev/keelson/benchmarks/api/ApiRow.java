package dev.keelson.benchmarks.api;

import dev.keelson.benchmarks.machine.Meter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * One measurement.
 *
 * @param name of the case
 * @param clients callers, or watchers
 * @param operations answers, or events received, within {@code seconds}
 * @param serverMicros CPU of the servers an operation
 * @param rssMib resident memory of the servers at the end
 */
record ApiRow(
    String name,
    int clients,
    long operations,
    double seconds,
    double p50Millis,
    double p99Millis,
    OptionalDouble serverMicros,
    OptionalDouble clientMicros,
    OptionalDouble rssMib,
    OptionalDouble othersCores,
    long errors,
    String firstError) {
  /** A minute; what takes longer counts as this. */
  static final long HIGHEST_NANOS = 60_000_000_000L;

  private static final int DIGITS = 2;
  private static final Pattern MEMBER = Pattern.compile("\"(\\w+)\":(?:\"([^\"]*)\"|([^,}\"]+))");

  static Histogram histogram() {
    return new Histogram(HIGHEST_NANOS, DIGITS);
  }

  static ApiRow of(
      String name,
      int clients,
      Histogram nanos,
      long errors,
      Optional<String> firstError,
      Meter.Usage usage) {
    long count = nanos.getTotalCount();
    return new ApiRow(
        name,
        clients,
        count,
        usage.seconds(),
        nanos.getValueAtPercentile(50) / 1e6,
        nanos.getValueAtPercentile(99) / 1e6,
        divided(usage.serverMicros(), count),
        divided(usage.clientMicros(), count),
        divided(usage.rssBytes(), 1 << 20),
        usage.othersCores(),
        errors,
        firstError.orElse(""));
  }

  private static OptionalDouble divided(OptionalDouble total, long by) {
    return total.isEmpty() || by == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(total.getAsDouble() / by);
  }

  double perSecond() {
    return operations / seconds;
  }

  /** An object on one line; what is not known is left out. */
  String asJson() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("case", '"' + name + '"');
    members.put("clients", clients);
    members.put("operations", operations);
    members.put("seconds", seconds);
    members.put("p50_ms", p50Millis);
    members.put("p99_ms", p99Millis);
    serverMicros.ifPresent(value -> members.put("server_us", value));
    clientMicros.ifPresent(value -> members.put("client_us", value));
    rssMib.ifPresent(value -> members.put("rss_mib", value));
    othersCores.ifPresent(value -> members.put("others_cores", value));
    members.put("errors", errors);
    members.put("first_error", '"' + firstError.replaceAll("[\"\\\\\\p{Cntrl}]", " ") + '"');
    return members.entrySet().stream()
        .map(member -> '"' + member.getKey() + "\":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** Reads what {@link #asJson} wrote; empty for any other line. */
  static Optional<ApiRow> parse(String line) {
    Map<String, String> members = new LinkedHashMap<>();
    Matcher member = MEMBER.matcher(line);
    while (member.find()) {
      members.put(member.group(1), member.group(2) == null ? member.group(3) : member.group(2));
    }
    String name = members.get("case");
    if (name == null) {
      return Optional.empty();
    }
    return Optional.of(
        new ApiRow(
            name,
            (int) number(members, "clients").orElse(0),
            (long) number(members, "operations").orElse(0),
            number(members, "seconds").orElse(1),
            number(members, "p50_ms").orElse(0),
            number(members, "p99_ms").orElse(0),
            number(members, "server_us"),
            number(members, "client_us"),
            number(members, "rss_mib"),
            number(members, "others_cores"),
            (long) number(members, "errors").orElse(0),
            members.getOrDefault("first_error", "")));
  }

  private static OptionalDouble number(Map<String, String> members, String name) {
    String text = members.get(name);
    return text == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
  }
}
