package dev.keelson.benchmarks.cluster;

import dev.keelson.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Rows for people. */
final class ClusterTables {
  private static final List<String> HEADING =
      List.of(
          "case",
          "nodes",
          "done",
          "a second",
          "p50/s",
          "p90/s",
          "p99/s",
          "gate/s",
          "scheduler us each",
          "all us each",
          "client us each",
          "RSS MiB",
          "others cores",
          "error");
  private static final List<String> RATIOS =
      List.of(
          "case",
          "nodes",
          "done",
          "a second",
          "theirs",
          "ratio",
          "p50/s",
          "scheduler us each",
          "all us each",
          "CPU ratio",
          "RSS MiB",
          "others cores",
          "errors");

  private static final int GATED_NODES = 5_000;

  private ClusterTables() {}

  static Table of(List<ClusterRow> rows) {
    List<List<String>> lines = new ArrayList<>();
    for (ClusterRow row : rows) {
      lines.add(
          List.of(
              row.name(),
              Integer.toString(row.nodes()),
              Integer.toString(row.operations()),
              plain(row.rates().average()),
              plain(row.rates().p50()),
              plain(row.rates().p90()),
              plain(row.rates().p99()),
              gate(row),
              plain(row.schedulerMicros()),
              plain(row.serverMicros()),
              plain(row.clientMicros()),
              plain(row.rssMib()),
              plain(row.othersCores()),
              row.error().isEmpty() ? "-" : row.error()));
    }
    return new Table(1, HEADING, lines);
  }

  /** Of the cases that both have, in the same size. */
  static Table ratios(List<ClusterRow> ours, List<ClusterRow> theirs) {
    List<List<String>> lines = new ArrayList<>();
    for (ClusterRow one : ours) {
      for (ClusterRow other : theirs) {
        if (one.name().equals(other.name()) && one.nodes() == other.nodes()) {
          lines.add(ratio(one, other));
        }
      }
    }
    return new Table(1, RATIOS, lines);
  }

  private static List<String> ratio(ClusterRow one, ClusterRow other) {
    return List.of(
        one.name(),
        Integer.toString(one.nodes()),
        one.operations() + " / " + other.operations(),
        plain(one.rates().average()),
        plain(other.rates().average()),
        plain(one.rates().average() / other.rates().average()) + "x",
        plain(one.rates().p50()) + " / " + plain(other.rates().p50()),
        plain(one.schedulerMicros()) + " / " + plain(other.schedulerMicros()),
        plain(one.serverMicros()) + " / " + plain(other.serverMicros()),
        one.serverMicros().isPresent() && other.serverMicros().isPresent()
            ? plain(one.serverMicros().getAsDouble() / other.serverMicros().getAsDouble()) + "x"
            : "-",
        plain(one.rssMib()) + " / " + plain(other.rssMib()),
        plain(one.othersCores()) + " / " + plain(other.othersCores()),
        (one.error().isEmpty() ? "-" : one.error())
            + " / "
            + (other.error().isEmpty() ? "-" : other.error()));
  }

  /** Upstream's is for 5,000 nodes; with fewer it would flatter. */
  private static String gate(ClusterRow row) {
    return Workload.all().stream()
        .filter(workload -> workload.name().equals(row.name()) && row.nodes() >= GATED_NODES)
        .flatMap(workload -> workload.gate().stream())
        .map(String::valueOf)
        .findFirst()
        .orElse("-");
  }

  private static String plain(OptionalDouble value) {
    return value.isPresent() ? plain(value.getAsDouble()) : "-";
  }

  private static String plain(double value) {
    String format = value >= 99.95 ? "%,.0f" : value >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
