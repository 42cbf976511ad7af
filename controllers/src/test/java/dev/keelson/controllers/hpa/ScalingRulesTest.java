package dev.keelson.controllers.hpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.cluster.Bench;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScalingRulesTest {
  private static final long SECOND = 1_000_000_000L;
  private final ScaleHistory history = new ScaleHistory();

  private static JsonObject behavior(String yaml) {
    return Bench.object("apiVersion: x\n" + yaml).tree();
  }

  @Test
  void byDefaultItDoublesOrAddsFour() {
    ScalingRules up = ScalingRules.up(JsonObject.EMPTY);
    assertThat(up.mostUp(1, history, 0)).isEqualTo(5);
    assertThat(up.mostUp(10, history, 0)).isEqualTo(20);
  }

  @Test
  void whatWasAddedInThePeriodCounts() {
    ScalingRules up =
        ScalingRules.up(
            behavior("scaleUp: {policies: [{type: Pods, value: 3, periodSeconds: 60}]}"));
    history.changed(2, 4, up.longestPeriod(), 100 * SECOND);
    assertThat(up.mostUp(4, history, 110 * SECOND)).isEqualTo(5);
    assertThat(up.mostUp(4, history, 161 * SECOND)).isEqualTo(7);
  }

  @Test
  void downByThePolicyThatIsChosen() {
    String policies =
        "policies: [{type: Pods, value: 1, periodSeconds: 60},"
            + " {type: Percent, value: 50, periodSeconds: 60}]";
    Duration window = Duration.ofMinutes(5);
    assertThat(
            ScalingRules.down(behavior("scaleDown: {selectPolicy: Max, " + policies + "}"), window)
                .leastDown(10, history, 0))
        .isEqualTo(5);
    assertThat(
            ScalingRules.down(behavior("scaleDown: {selectPolicy: Min, " + policies + "}"), window)
                .leastDown(10, history, 0))
        .isEqualTo(9);
    assertThat(
            ScalingRules.down(
                    behavior("scaleDown: {selectPolicy: Disabled, " + policies + "}"), window)
                .leastDown(10, history, 0))
        .isEqualTo(10);
  }

  @Test
  void withoutBehaviorTheHighestOfTheWindowCounts() {
    Duration window = Duration.ofMinutes(5);
    history.begin(10, 0);
    Normalized soon = Normalized.simply(10, 2, 1, 20, history, window, 60 * SECOND);
    assertThat(soon.replicas()).isEqualTo(10);
    assertThat(soon.stabilized().reason()).isEqualTo("ScaleDownStabilized");
    Normalized late = Normalized.simply(10, 2, 1, 20, history, window, 301 * SECOND);
    assertThat(late.replicas()).isEqualTo(2);
    assertThat(late.stabilized().reason()).isEqualTo("ReadyForNewScale");
  }

  @Test
  void boundsAreNamed() {
    Duration window = Duration.ZERO;
    assertThat(Normalized.simply(3, 50, 1, 5, history, window, 0).limited().reason())
        .isEqualTo("TooManyReplicas");
    assertThat(Normalized.simply(3, 50, 1, 100, history, window, SECOND).limited().reason())
        .isEqualTo("ScaleUpLimit");
    assertThat(new ScaleHistory().highest(1, window, 2 * SECOND)).isEqualTo(1);
    assertThat(
            Normalized.simply(3, 1, 2, 5, new ScaleHistory(), window, 3 * SECOND)
                .limited()
                .reason())
        .isEqualTo("TooFewReplicas");
  }
}
