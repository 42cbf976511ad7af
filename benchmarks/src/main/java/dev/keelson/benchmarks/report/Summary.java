package dev.keelson.benchmarks.report;

import dev.keelson.benchmarks.load.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * One system's rounds of one case at one number of clients: medians, the spread of operations a
 * second, the worst interference, all errors.
 */
public record Summary(
    String system,
    String name,
    int clients,
    int rounds,
    double perSecond,
    double spread,
    double p50Micros,
    double p99Micros,
    double maxMicros,
    OptionalDouble serverMicros,
    OptionalDouble clientMicros,
    OptionalDouble writtenBytes,
    OptionalDouble rssBytes,
    OptionalDouble othersCores,
    long errors) {

  /** Summaries in the order in which the cases were first measured. */
  public static List<Summary> of(List<Row> rows) {
    record Key(String system, String name, int clients) {}
    Map<Key, List<Measurement>> groups = new LinkedHashMap<>();
    for (Row row : rows) {
      Measurement one = row.measurement();
      groups
          .computeIfAbsent(
              new Key(row.system(), one.name(), one.clients()), key -> new ArrayList<>())
          .add(one);
    }
    List<Summary> summaries = new ArrayList<>();
    groups.forEach((key, all) -> summaries.add(of(key.system(), all)));
    return List.copyOf(summaries);
  }

  private static Summary of(String system, List<Measurement> all) {
    Measurement first = all.getFirst();
    List<Double> rates = all.stream().map(Measurement::perSecond).toList();
    return new Summary(
        system,
        first.name(),
        first.clients(),
        all.size(),
        Numbers.median(rates).orElse(0),
        Numbers.spread(rates),
        median(all, Measurement::p50Micros),
        median(all, Measurement::p99Micros),
        all.stream().mapToDouble(Measurement::maxMicros).max().orElse(0),
        known(all, Measurement::serverMicrosPerOperation),
        known(all, Measurement::clientMicrosPerOperation),
        known(all, Measurement::writtenPerOperation),
        known(all, one -> one.usage().rssBytes()),
        worst(all),
        all.stream().mapToLong(Measurement::errors).sum());
  }

  private static OptionalDouble worst(List<Measurement> all) {
    return all.stream()
        .map(one -> one.usage().othersCores())
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .max();
  }

  private static double median(List<Measurement> all, ToDoubleFunction<Measurement> value) {
    return Numbers.median(all.stream().map(value::applyAsDouble).toList()).orElse(0);
  }

  private static OptionalDouble known(
      List<Measurement> all, Function<Measurement, OptionalDouble> value) {
    return Numbers.medianKnown(all.stream().map(value).toList());
  }

  boolean sameCase(Summary other) {
    return name.equals(other.name) && clients == other.clients;
  }
}
