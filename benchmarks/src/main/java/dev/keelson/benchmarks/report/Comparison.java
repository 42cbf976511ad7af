package dev.keelson.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Two systems at the same case. Ratios are ours over theirs: more is better for operations, less
 * for CPU and p99.
 */
public record Comparison(Summary ours, Summary theirs) {
  /** Every case that both systems have, in the order of {@code summaries}. */
  public static List<Comparison> of(List<Summary> summaries, String ours, String theirs) {
    List<Comparison> comparisons = new ArrayList<>();
    for (Summary one : summaries) {
      if (one.system().equals(ours)) {
        summaries.stream()
            .filter(other -> other.system().equals(theirs) && other.sameCase(one))
            .findFirst()
            .ifPresent(other -> comparisons.add(new Comparison(one, other)));
      }
    }
    return List.copyOf(comparisons);
  }

  public OptionalDouble operationsRatio() {
    return Numbers.ratio(
        OptionalDouble.of(ours.perSecond()), OptionalDouble.of(theirs.perSecond()));
  }

  public OptionalDouble cpuRatio() {
    return Numbers.ratio(ours.serverMicros(), theirs.serverMicros());
  }

  public OptionalDouble p99Ratio() {
    return Numbers.ratio(
        OptionalDouble.of(ours.p99Micros()), OptionalDouble.of(theirs.p99Micros()));
  }
}
