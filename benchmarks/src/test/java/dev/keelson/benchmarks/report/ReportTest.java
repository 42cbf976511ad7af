package dev.keelson.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.keelson.benchmarks.load.Measurement;
import dev.keelson.benchmarks.machine.Meter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ReportTest {
  @Test
  void theMedianOfTwoRoundsIsTheirMean() {
    Summary summary =
        Summary.of(List.of(row("a", 1, 1_000, 50), row("a", 2, 2_000, 70))).getFirst();

    assertThat(summary.perSecond()).isEqualTo(1_500);
    assertThat(summary.spread()).isCloseTo(1_000 / 1_500.0, within(1e-9));
    assertThat(summary.serverMicros()).hasValueCloseTo((50 + 70) / 2.0, within(1e-9));
  }

  @Test
  void ratiosAreOursOverTheirs() {
    List<Summary> summaries = Summary.of(List.of(row("a", 1, 3_000, 30), row("b", 1, 1_500, 60)));

    Comparison comparison = Comparison.of(summaries, "a", "b").getFirst();

    assertThat(comparison.operationsRatio()).hasValue(2);
    assertThat(comparison.cpuRatio()).hasValueCloseTo(0.5, within(1e-9));
    assertThat(comparison.p99Ratio()).hasValue(1);
  }

  @Test
  void whatIsUnknownHasNoRatio() {
    assertThat(Numbers.ratio(OptionalDouble.empty(), OptionalDouble.of(1))).isEmpty();
    assertThat(Numbers.ratio(OptionalDouble.of(1), OptionalDouble.of(0))).isEmpty();
    assertThat(Numbers.times(OptionalDouble.empty())).isEqualTo("-");
    assertThat(Numbers.median(List.of())).isEmpty();
    assertThat(Numbers.spread(List.of(5.0))).isZero();
  }

  @Test
  void numbersKeepTheDigitsThatCount() {
    assertThat(Numbers.plain(12_345.6)).isEqualTo("12,346");
    assertThat(Numbers.plain(99.96)).isEqualTo("100");
    assertThat(Numbers.plain(12.34)).isEqualTo("12.3");
    assertThat(Numbers.plain(0.123)).isEqualTo("0.12");
    assertThat(Numbers.times(OptionalDouble.of(1.234))).isEqualTo("1.23x");
    assertThat(Numbers.times(OptionalDouble.of(12.34))).isEqualTo("12.3x");
  }

  @Test
  void aTableAlignsWordsLeftAndNumbersRight() {
    Table table =
        new Table(1, List.of("case", "ops"), List.of(List.of("put", "1,000"), List.of("x", "1")));

    assertThat(table.asText()).isEqualTo("case    ops\nput   1,000\nx         1\n");
    assertThat(table.asMarkdown())
        .isEqualTo("| case | ops |\n| --- | ---: |\n| put | 1,000 |\n| x | 1 |\n");
  }

  @Test
  void aRowWithTooFewCellsIsRefused() {
    assertThatThrownBy(() -> new Table(1, List.of("a", "b"), List.of(List.of("1"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theReportHoldsMachineSettingsTableAndFailures() {
    Report report =
        new Report(
            "2 cores",
            List.of("a 1.0", "b 2.0"),
            List.of("a", "b"),
            "1 round",
            List.of(row("a", 1, 3_000, 30), row("b", 1, 1_500, 60)),
            List.of(
                new StartRow(
                    "a", "start, empty", 1.5, OptionalDouble.empty(), OptionalDouble.of(1 << 20))),
            List.of("b: \"lost\""));

    assertThat(report.asText())
        .contains("2 cores", "1 round", "a 1.0 against b 2.0", "2.00x", "start, empty", "lost");
    assertThat(report.asMarkdown()).contains("### a 1.0 against b 2.0", "| put | 256 |");
    assertThat(report.asJson()).contains("\"b: \\\"lost\\\"\"", "\"server_cpu_seconds\": null");
    assertThat(report.asCsv()).startsWith("system,round,case,clients").contains("\na,1,put,256,");
  }

  private static Row row(String system, int round, long operations, double cpu) {
    Meter.Usage usage =
        new Meter.Usage(
            1,
            OptionalDouble.of(operations * cpu),
            OptionalDouble.empty(),
            OptionalDouble.of(0.05),
            OptionalDouble.empty(),
            OptionalDouble.of(1e6));
    return new Row(
        system,
        round,
        new Measurement("put", 256, operations, 100, 900, 2_000, 0, Optional.empty(), usage));
  }
}
