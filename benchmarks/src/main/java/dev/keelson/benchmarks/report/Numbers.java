package dev.keelson.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * Medians and ratios, and how numbers are printed: three digits that count, units in the heading.
 */
final class Numbers {
  static final String UNKNOWN = "-";

  private Numbers() {}

  /** The middle value, or the mean of the two in the middle; empty of nothing. */
  static OptionalDouble median(List<Double> values) {
    if (values.isEmpty()) {
      return OptionalDouble.empty();
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }

  /** The median of those that are known; empty if none is. */
  static OptionalDouble medianKnown(List<OptionalDouble> values) {
    return median(
        values.stream()
            .filter(OptionalDouble::isPresent)
            .map(OptionalDouble::getAsDouble)
            .toList());
  }

  /** (largest - smallest) / median, 0 for a single value. */
  static double spread(List<Double> values) {
    double median = median(values).orElse(0);
    if (values.size() < 2 || median == 0) {
      return 0;
    }
    DoubleStream stream = values.stream().mapToDouble(Double::doubleValue);
    var statistics = stream.summaryStatistics();
    return (statistics.getMax() - statistics.getMin()) / median;
  }

  /** {@code ours / theirs}; empty if either is unknown or {@code theirs} is 0. */
  static OptionalDouble ratio(OptionalDouble ours, OptionalDouble theirs) {
    return ours.isEmpty() || theirs.isEmpty() || theirs.getAsDouble() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(ours.getAsDouble() / theirs.getAsDouble());
  }

  /** A quantity: no decimals from 100 on, with commas from 1,000 on. */
  static String plain(double value) {
    double size = Math.abs(value);
    String format = size >= 99.95 ? "%,.0f" : size >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  static String plain(OptionalDouble value) {
    return value.isPresent() ? plain(value.getAsDouble()) : UNKNOWN;
  }

  static String scaled(OptionalDouble value, double unit) {
    return value.isPresent() ? plain(value.getAsDouble() / unit) : UNKNOWN;
  }

  static String times(OptionalDouble ratio) {
    return ratio.isPresent()
        ? String.format(
            Locale.ROOT, ratio.getAsDouble() >= 9.995 ? "%.1fx" : "%.2fx", ratio.getAsDouble())
        : UNKNOWN;
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f%%", share * 100);
  }
}
