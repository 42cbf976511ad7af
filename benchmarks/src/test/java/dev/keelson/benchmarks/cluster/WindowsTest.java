package dev.keelson.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class WindowsTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void leavesOutEmptySecondsAtTheStartAndTheLastBegunOne() {
    Windows windows = new Windows(0);
    count(windows, 2, 10);
    count(windows, 3, 20);
    count(windows, 4, 40);
    windows.count(5 * SECOND);
    Windows.Rates rates = windows.rates();
    assertThat(rates.seconds()).isEqualTo(5);
    assertThat(rates.average()).isCloseTo(71 / 5.0, within(1e-9));
    assertThat(rates.p50()).isEqualTo(20);
    assertThat(rates.p99()).isEqualTo(40);
  }

  @Test
  void withoutAWholeSecondSaysTheAverage() {
    Windows windows = new Windows(0);
    windows.count(SECOND / 2);
    assertThat(windows.rates().p50()).isEqualTo(2);
  }

  @Test
  void readsTheRowsItWrites() {
    ClusterRow row =
        new ClusterRow(
            "SchedulingBasic",
            1_000,
            2_000,
            new Windows.Rates(810.5, 800, 900, 950, 2.5),
            OptionalDouble.empty(),
            OptionalDouble.of(1_490),
            OptionalDouble.of(270),
            OptionalDouble.of(1_400),
            OptionalDouble.of(0.1),
            "");
    assertThat(ClusterRow.parse(row.asJson())).isEqualTo(Optional.of(row));
  }

  private static void count(Windows windows, int second, int times) {
    for (int i = 0; i < times; i++) {
      windows.count(second * SECOND);
    }
  }
}
