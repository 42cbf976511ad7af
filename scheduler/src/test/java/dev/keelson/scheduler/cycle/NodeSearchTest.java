package dev.keelson.scheduler.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeSearchTest {
  @ParameterizedTest
  @CsvSource({
    "0, 10, 10",
    "0, 99, 99",
    "0, 100, 100",
    "0, 1000, 420",
    "0, 5000, 500",
    "0, 6000, 300",
    "0, 20000, 1000",
    "40, 5000, 2000",
    "40, 200, 100",
    "100, 5000, 5000"
  })
  void largerClustersAreSearchedLessThoroughly(int percentage, int nodes, int wanted) {
    assertThat(NodeSearch.feasibleToFind(percentage, nodes)).isEqualTo(wanted);
  }
}
