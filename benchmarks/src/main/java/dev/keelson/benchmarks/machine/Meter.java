package dev.keelson.benchmarks.machine;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/**
 * Reads how much the servers, this client and everybody else have used. Two readings make a {@link
 * Usage}.
 *
 * @param servers pids of the servers, empty if they are not on this machine or not known
 */
public record Meter(Proc proc, List<Long> servers) {
  /** A meter that sees the machine and these servers. */
  public static Meter of(List<Long> servers) {
    return new Meter(Proc.ofMachine(), List.copyOf(servers));
  }

  /** What the counters say now. */
  public record Reading(
      long nanos,
      OptionalLong serverMicros,
      OptionalLong clientMicros,
      OptionalLong busyMicros,
      OptionalLong writtenBytes,
      OptionalLong rssBytes) {}

  /** What was used between two readings; whatever could not be read both times is empty. */
  public record Usage(
      double seconds,
      OptionalDouble serverMicros,
      OptionalDouble clientMicros,
      OptionalDouble othersCores,
      OptionalDouble writtenBytes,
      OptionalDouble rssBytes) {}

  /** Reads every counter once. */
  public Reading read() {
    return new Reading(
        System.nanoTime(),
        sum(proc::cpuMicros),
        proc.cpuMicros(ProcessHandle.current().pid()),
        proc.busyMicros(),
        servers.isEmpty() ? OptionalLong.empty() : proc.diskBytes(),
        sum(proc::rssBytes));
  }

  /**
   * What was used from {@code before} until {@code after}; resident memory is that of {@code
   * after}.
   */
  public static Usage between(Reading before, Reading after) {
    double seconds = (after.nanos() - before.nanos()) / 1e9;
    OptionalDouble server = difference(before, after, r -> orNaN(r.serverMicros()));
    OptionalDouble client = difference(before, after, r -> orNaN(r.clientMicros()));
    OptionalDouble others =
        difference(
            before,
            after,
            r -> orNaN(r.busyMicros()) - orNaN(r.serverMicros()) - orNaN(r.clientMicros()));
    return new Usage(
        seconds,
        server,
        client,
        others.isEmpty()
            ? others
            : OptionalDouble.of(Math.max(0, others.getAsDouble() / 1e6 / seconds)),
        difference(before, after, r -> orNaN(r.writtenBytes())),
        after.rssBytes().isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(after.rssBytes().getAsLong()));
  }

  private interface Counter {
    OptionalLong of(long pid);
  }

  private OptionalLong sum(Counter counter) {
    if (servers.isEmpty()) {
      return OptionalLong.empty();
    }
    long sum = 0;
    for (long pid : servers) {
      OptionalLong value = counter.of(pid);
      if (value.isEmpty()) {
        return value;
      }
      sum += value.getAsLong();
    }
    return OptionalLong.of(sum);
  }

  private static OptionalDouble difference(
      Reading before, Reading after, ToDoubleFunction<Reading> counter) {
    double difference = counter.applyAsDouble(after) - counter.applyAsDouble(before);
    return Double.isNaN(difference) ? OptionalDouble.empty() : OptionalDouble.of(difference);
  }

  private static double orNaN(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : Double.NaN;
  }
}
