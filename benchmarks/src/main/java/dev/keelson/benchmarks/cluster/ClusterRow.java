package dev.keelson.benchmarks.cluster;

import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.benchmarks.machine.Meter;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One measurement.
 *
 * @param operations pods bound, pods ready, objects deleted, clusters forked
 * @param rates of these, a second
 * @param schedulerMicros CPU of the scheduler for each; empty where it is no process of its own
 * @param serverMicros CPU of all components for each, the scheduler's included
 * @param error "" if all of it was done in time
 */
record ClusterRow(
    String name,
    int nodes,
    int operations,
    Windows.Rates rates,
    OptionalDouble schedulerMicros,
    OptionalDouble serverMicros,
    OptionalDouble clientMicros,
    OptionalDouble rssMib,
    OptionalDouble othersCores,
    String error) {
  static ClusterRow of(
      String name,
      int nodes,
      int operations,
      Windows.Rates rates,
      Meter.Usage all,
      OptionalDouble schedulerMicros,
      Optional<String> error) {
    return new ClusterRow(
        name,
        nodes,
        operations,
        rates,
        divided(schedulerMicros, operations),
        divided(all.serverMicros(), operations),
        divided(all.clientMicros(), operations),
        divided(all.rssBytes(), 1 << 20),
        all.othersCores(),
        error.orElse(""));
  }

  private static OptionalDouble divided(OptionalDouble total, long by) {
    return total.isEmpty() || by == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(total.getAsDouble() / by);
  }

  /** An object on one line; what is not known is left out. */
  String asJson() {
    JsonObject row =
        JsonObject.EMPTY
            .with("case", name)
            .with("nodes", nodes)
            .with("operations", operations)
            .with("error", error);
    row = with(row, "average", OptionalDouble.of(rates.average()));
    row = with(row, "p50", OptionalDouble.of(rates.p50()));
    row = with(row, "p90", OptionalDouble.of(rates.p90()));
    row = with(row, "p99", OptionalDouble.of(rates.p99()));
    row = with(row, "seconds", OptionalDouble.of(rates.seconds()));
    row = with(row, "scheduler_us", schedulerMicros);
    row = with(row, "server_us", serverMicros);
    row = with(row, "client_us", clientMicros);
    row = with(row, "rss_mib", rssMib);
    return JsonWriter.text(with(row, "others_cores", othersCores));
  }

  private static JsonObject with(JsonObject row, String name, OptionalDouble value) {
    return value.isEmpty() ? row : row.with(name, Double.toString(value.getAsDouble()));
  }

  /** Reads what {@link #asJson} wrote; empty for any other line. */
  static Optional<ClusterRow> parse(String line) {
    try {
      JsonObject row = JsonReader.readObject(line);
      if (!row.has("case") || !row.has("average")) {
        return Optional.empty();
      }
      return Optional.of(
          new ClusterRow(
              row.text("case"),
              (int) row.number("nodes", 0),
              (int) row.number("operations", 0),
              new Windows.Rates(
                  number(row, "average").orElse(0),
                  number(row, "p50").orElse(0),
                  number(row, "p90").orElse(0),
                  number(row, "p99").orElse(0),
                  number(row, "seconds").orElse(0)),
              number(row, "scheduler_us"),
              number(row, "server_us"),
              number(row, "client_us"),
              number(row, "rss_mib"),
              number(row, "others_cores"),
              row.text("error")));
    } catch (BadJson | NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static OptionalDouble number(JsonObject row, String name) {
    return row.has(name)
        ? OptionalDouble.of(Double.parseDouble(row.text(name)))
        : OptionalDouble.empty();
  }
}
