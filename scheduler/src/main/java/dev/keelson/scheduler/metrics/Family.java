package dev.keelson.scheduler.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** One metric: its series by their labels. Thread-safe. */
final class Family<S extends Family.Series> {
  /** What one combination of labels has counted. */
  interface Series {
    void write(String name, Labels labels, StringBuilder out);
  }

  private final String name;
  private final String help;
  private final String type;
  private final java.util.List<String> labelNames;
  private final Supplier<S> make;
  private final Map<java.util.List<String>, Entry<S>> series = new ConcurrentHashMap<>();

  private record Entry<S>(Labels labels, S series) {}

  Family(String name, String help, String type, java.util.List<String> labels, Supplier<S> make) {
    this.name = name;
    this.help = help;
    this.type = type;
    this.labelNames = labels;
    this.make = make;
    if (labels.isEmpty()) {
      of();
    }
  }

  S of(String... values) {
    return series
        .computeIfAbsent(
            java.util.List.of(values),
            key -> new Entry<>(Labels.of(labelNames, key.toArray(String[]::new)), make.get()))
        .series();
  }

  void write(StringBuilder out) {
    if (series.isEmpty()) {
      return;
    }
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    Map<String, Entry<S>> sorted = new TreeMap<>();
    series.values().forEach(each -> sorted.put(each.labels().text(), each));
    sorted.values().forEach(each -> each.series().write(name, each.labels(), out));
  }
}
