package dev.keelson.benchmarks.load;

import dev.keelson.benchmarks.machine.Meter;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * One case at one number of clients, measured once.
 *
 * @param clients calls in flight; for watch cases, watchers
 * @param operations calls answered well, or events delivered, within the window
 * @param p50Micros median latency in microseconds
 * @param p99Micros 99th percentile in microseconds
 * @param maxMicros worst latency in microseconds
 * @param errors calls that failed within the window
 * @param firstError the first failure's text
 */
public record Measurement(
    String name,
    int clients,
    long operations,
    double p50Micros,
    double p99Micros,
    double maxMicros,
    long errors,
    Optional<String> firstError,
    Meter.Usage usage) {

  /**
   * Latencies are recorded in nanoseconds up to this, one minute; longer ones count as this long.
   */
  static final long HIGHEST_NANOS = 60_000_000_000L;

  /** Two digits: percentiles within 1 %, and a histogram small enough to stay in cache. */
  static final int DIGITS = 2;

  static Measurement of(
      String name,
      int clients,
      Histogram nanos,
      long errors,
      Optional<String> firstError,
      Meter.Usage usage) {
    return new Measurement(
        name,
        clients,
        nanos.getTotalCount(),
        nanos.getValueAtPercentile(50) / 1e3,
        nanos.getValueAtPercentile(99) / 1e3,
        nanos.getMaxValue() / 1e3,
        errors,
        firstError,
        usage);
  }

  /** Operations a second. */
  public double perSecond() {
    return operations / usage.seconds();
  }

  /** CPU of all servers in microseconds an operation; empty without operations or pids. */
  public OptionalDouble serverMicrosPerOperation() {
    return perOperation(usage.serverMicros());
  }

  /** CPU of this client in microseconds an operation. */
  public OptionalDouble clientMicrosPerOperation() {
    return perOperation(usage.clientMicros());
  }

  /** Bytes written to this machine's disks an operation, whoever wrote them. */
  public OptionalDouble writtenPerOperation() {
    return perOperation(usage.writtenBytes());
  }

  private OptionalDouble perOperation(OptionalDouble total) {
    return total.isEmpty() || operations == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(total.getAsDouble() / operations);
  }
}
