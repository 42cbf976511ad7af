/**
 * Measurements as people and programs read them: {@link dev.keelson.benchmarks.report.Summary} is
 * the median of a system's rounds, {@link dev.keelson.benchmarks.report.Comparison} the ratios of
 * two, {@link dev.keelson.benchmarks.report.Table} prints either for a terminal, as Markdown or as
 * CSV.
 */
@NullMarked
package dev.keelson.benchmarks.report;

import org.jspecify.annotations.NullMarked;
