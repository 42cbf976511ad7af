package dev.keelson.benchmarks.api;

import dev.keelson.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Rows for people. */
final class ApiTables {
  private static final List<String> HEADING =
      List.of(
          "case",
          "clients",
          "ops/s",
          "p50 ms",
          "p99 ms",
          "server us/op",
          "client us/op",
          "RSS MiB",
          "others cores",
          "errors");
  private static final List<String> RATIOS =
      List.of(
          "case",
          "clients",
          "ops/s",
          "theirs",
          "ratio",
          "p50 ms",
          "p99 ms",
          "server us/op",
          "CPU ratio",
          "RSS MiB",
          "errors");

  private ApiTables() {}

  static Table of(List<ApiRow> rows) {
    List<List<String>> lines = new ArrayList<>();
    for (ApiRow row : rows) {
      lines.add(
          List.of(
              row.name(),
              Integer.toString(row.clients()),
              plain(row.perSecond()),
              plain(row.p50Millis()),
              plain(row.p99Millis()),
              plain(row.serverMicros()),
              plain(row.clientMicros()),
              plain(row.rssMib()),
              plain(row.othersCores()),
              Long.toString(row.errors())));
    }
    return new Table(1, HEADING, lines);
  }

  /** Of the cases that both have. */
  static Table ratios(List<ApiRow> ours, List<ApiRow> theirs) {
    List<List<String>> lines = new ArrayList<>();
    for (ApiRow one : ours) {
      for (ApiRow other : theirs) {
        if (one.name().equals(other.name()) && one.clients() == other.clients()) {
          lines.add(
              List.of(
                  one.name(),
                  Integer.toString(one.clients()),
                  plain(one.perSecond()),
                  plain(other.perSecond()),
                  plain(one.perSecond() / other.perSecond()) + "x",
                  plain(one.p50Millis()) + " / " + plain(other.p50Millis()),
                  plain(one.p99Millis()) + " / " + plain(other.p99Millis()),
                  plain(one.serverMicros()) + " / " + plain(other.serverMicros()),
                  one.serverMicros().isPresent() && other.serverMicros().isPresent()
                      ? plain(one.serverMicros().getAsDouble() / other.serverMicros().getAsDouble())
                          + "x"
                      : "-",
                  plain(one.rssMib()) + " / " + plain(other.rssMib()),
                  one.errors() + " / " + other.errors()));
        }
      }
    }
    return new Table(1, RATIOS, lines);
  }

  private static String plain(OptionalDouble value) {
    return value.isPresent() ? plain(value.getAsDouble()) : "-";
  }

  private static String plain(double value) {
    String format = value >= 99.95 ? "%,.0f" : value >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
