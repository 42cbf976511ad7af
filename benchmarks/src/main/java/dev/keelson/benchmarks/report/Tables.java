package dev.keelson.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;

/** Which columns there are. */
public final class Tables {
  private static final double KIB = 1 << 10;
  private static final double MIB = 1 << 20;

  private Tables() {}

  /** One system's cases. */
  public static Table ofSystem(List<Summary> summaries) {
    List<List<String>> rows = new ArrayList<>();
    for (Summary one : summaries) {
      rows.add(
          List.of(
              one.name(),
              Integer.toString(one.clients()),
              Numbers.plain(one.perSecond()),
              Numbers.percent(one.spread()),
              Numbers.plain(one.p50Micros() / 1e3),
              Numbers.plain(one.p99Micros() / 1e3),
              Numbers.plain(one.maxMicros() / 1e3),
              Numbers.plain(one.serverMicros()),
              Numbers.plain(one.clientMicros()),
              Numbers.scaled(one.writtenBytes(), KIB),
              Numbers.scaled(one.rssBytes(), MIB),
              Long.toString(one.errors()),
              Numbers.plain(one.othersCores())));
    }
    return new Table(
        1,
        List.of(
            "case",
            "clients",
            "ops/s",
            "spread",
            "p50 ms",
            "p99 ms",
            "max ms",
            "server us/op",
            "client us/op",
            "KiB written/op",
            "RSS MiB",
            "errors",
            "others cores"),
        rows);
  }

  /** Two systems side by side, ours first in each cell. */
  public static Table ofComparison(List<Comparison> comparisons) {
    List<List<String>> rows = new ArrayList<>();
    for (Comparison one : comparisons) {
      Summary ours = one.ours();
      Summary theirs = one.theirs();
      rows.add(
          List.of(
              ours.name(),
              Integer.toString(ours.clients()),
              Numbers.plain(ours.perSecond()),
              Numbers.plain(theirs.perSecond()),
              Numbers.times(one.operationsRatio()),
              Numbers.percent(ours.spread()) + " / " + Numbers.percent(theirs.spread()),
              pair(millis(ours.p50Micros()), millis(theirs.p50Micros())),
              pair(millis(ours.p99Micros()), millis(theirs.p99Micros())),
              Numbers.times(one.p99Ratio()),
              pair(Numbers.plain(ours.serverMicros()), Numbers.plain(theirs.serverMicros())),
              Numbers.times(one.cpuRatio()),
              pair(
                  Numbers.scaled(ours.writtenBytes(), KIB),
                  Numbers.scaled(theirs.writtenBytes(), KIB)),
              pair(Numbers.scaled(ours.rssBytes(), MIB), Numbers.scaled(theirs.rssBytes(), MIB)),
              ours.errors() + " / " + theirs.errors(),
              pair(Numbers.plain(ours.othersCores()), Numbers.plain(theirs.othersCores()))));
    }
    return new Table(
        1,
        List.of(
            "case",
            "clients",
            "ops/s",
            "theirs",
            "ratio",
            "spread",
            "p50 ms",
            "p99 ms",
            "p99 ratio",
            "server us/op",
            "CPU ratio",
            "KiB written/op",
            "RSS MiB",
            "errors",
            "others cores"),
        rows);
  }

  /** Starts of every system: median, fastest and slowest. */
  public static Table ofStarts(List<StartRow> starts) {
    List<List<String>> rows = new ArrayList<>();
    var keys = new LinkedHashSet<List<String>>();
    starts.forEach(row -> keys.add(List.of(row.what(), row.system())));
    for (List<String> key : keys) {
      List<StartRow> group =
          starts.stream()
              .filter(row -> row.what().equals(key.get(0)) && row.system().equals(key.get(1)))
              .toList();
      List<Double> seconds = group.stream().map(StartRow::seconds).toList();
      OptionalDouble cpu = Numbers.medianKnown(group.stream().map(StartRow::cpuSeconds).toList());
      OptionalDouble rss = Numbers.medianKnown(group.stream().map(StartRow::rssBytes).toList());
      rows.add(
          List.of(
              key.get(0),
              key.get(1),
              Integer.toString(group.size()),
              Numbers.plain(Numbers.median(seconds)),
              Numbers.plain(seconds.stream().mapToDouble(s -> s).min()),
              Numbers.plain(seconds.stream().mapToDouble(s -> s).max()),
              Numbers.plain(cpu),
              Numbers.scaled(rss, MIB)));
    }
    return new Table(
        2,
        List.of(
            "start", "system", "times", "median s", "fastest s", "slowest s", "CPU s", "RSS MiB"),
        rows);
  }

  private static String millis(double micros) {
    return Numbers.plain(micros / 1e3);
  }

  private static String pair(String ours, String theirs) {
    return ours + " / " + theirs;
  }
}
