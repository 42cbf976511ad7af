package dev.keelson.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.keelson.benchmarks.machine.Meter;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class MeasurementTest {
  @Test
  void percentilesAreWithinOnePercent() {
    Histogram nanos = new Histogram(Measurement.HIGHEST_NANOS, Measurement.DIGITS);
    for (int micros = 1; micros <= 1_000; micros++) {
      nanos.recordValue(micros * 1_000L);
    }

    Measurement one = of(nanos, 2);

    assertThat(one.p50Micros()).isCloseTo(500, within(5.0));
    assertThat(one.p99Micros()).isCloseTo(990, within(10.0));
    assertThat(one.perSecond()).isEqualTo(500);
    assertThat(one.serverMicrosPerOperation()).hasValue(40);
  }

  @Test
  void withoutOperationsNothingIsPerOperation() {
    Measurement none = of(new Histogram(Measurement.HIGHEST_NANOS, Measurement.DIGITS), 1);

    assertThat(none.serverMicrosPerOperation()).isEmpty();
    assertThat(none.perSecond()).isZero();
  }

  @Test
  void keysOfANamespaceShareItsPrefix() {
    String prefix = new String(Keys.namespacePrefix(2), US_ASCII);

    assertThat(new String(Keys.loaded(2_999), US_ASCII)).startsWith(prefix);
    assertThat(new String(Keys.loaded(3_000), US_ASCII)).doesNotStartWith(prefix);
    assertThat(new String(Keys.loaded(2_999), US_ASCII))
        .isEqualTo("/keelson-bench/configmaps/ns-000002/cm-000002999");
  }

  @Test
  void valuesHaveTheirSizeAndDiffer() {
    Values values = new Values(1_024, 3);

    assertThat(values.next()).hasSize(1_024).isNotEqualTo(values.next());
  }

  @Test
  void everyCaseHasItsOwnLabel() {
    for (CaseKind kind : CaseKind.values()) {
      assertThat(CaseKind.named(kind.label())).contains(kind);
      assertThat(CaseKind.of(kind.group())).contains(kind);
    }
  }

  private static Measurement of(Histogram nanos, double seconds) {
    Meter.Usage usage =
        new Meter.Usage(
            seconds,
            OptionalDouble.of(40_000),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty());
    return Measurement.of("put", 1, nanos, 0, Optional.empty(), usage);
  }
}
