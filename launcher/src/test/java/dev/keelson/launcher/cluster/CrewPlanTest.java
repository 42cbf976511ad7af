package dev.keelson.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrewPlanTest {
  @ParameterizedTest
  @CsvSource({
    "0, 10.244.0.0/16",
    "1, 10.244.0.0/16",
    "256, 10.244.0.0/16",
    "257, 10.244.0.0/15",
    "1000, 10.244.0.0/14",
    "2048, 10.240.0.0/13",
    "5000, 10.224.0.0/11",
  })
  void theUsualRangeOfPodsHoldsAPartForEachNode(int nodes, String range) {
    assertThat(CrewPlan.usual(nodes).clusterCidr()).isEqualTo(range);
  }
}
