package dev.keelson.benchmarks.report;

import dev.keelson.benchmarks.load.Measurement;

/** One measurement of one system in one round, from 1. */
public record Row(String system, int round, Measurement measurement) {
  /** What identifies the case in a table. */
  public String caseName() {
    return measurement.name();
  }
}
