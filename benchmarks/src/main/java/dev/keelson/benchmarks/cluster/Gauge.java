package dev.keelson.benchmarks.cluster;

import dev.keelson.benchmarks.machine.Meter;
import dev.keelson.benchmarks.machine.Proc;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** CPU and memory of all components, and of the scheduler apart. */
final class Gauge {
  private final Meter meter;
  private final Optional<Long> scheduler;
  private final Meter.Reading before;
  private final OptionalLong schedulerBefore;

  private Gauge(List<Long> pids, Optional<Long> scheduler) {
    this.meter = Meter.of(pids);
    this.scheduler = scheduler;
    this.before = meter.read();
    this.schedulerBefore = schedulerMicros();
  }

  /** From now on. */
  static Gauge start(ClusterBenchOptions options) {
    return new Gauge(options.pids(), options.scheduler());
  }

  private OptionalLong schedulerMicros() {
    return scheduler.isPresent()
        ? Proc.ofMachine().cpuMicros(scheduler.get())
        : OptionalLong.empty();
  }

  /** Since the start. */
  ClusterRow row(String name, int nodes, int done, Windows.Rates rates, Optional<String> error) {
    OptionalLong now = schedulerMicros();
    OptionalDouble used =
        now.isPresent() && schedulerBefore.isPresent()
            ? OptionalDouble.of(now.getAsLong() - schedulerBefore.getAsLong())
            : OptionalDouble.empty();
    return ClusterRow.of(
        name, nodes, done, rates, Meter.between(before, meter.read()), used, error);
  }
}
