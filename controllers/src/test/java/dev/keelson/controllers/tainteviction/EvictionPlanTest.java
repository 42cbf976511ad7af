package dev.keelson.controllers.tainteviction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.controllers.node.Taint;
import dev.keelson.controllers.node.Toleration;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EvictionPlanTest {
  private static final Taint A = new Taint("a", "1", Taint.NO_EXECUTE, "");
  private static final Taint B = new Taint("b", "2", Taint.NO_EXECUTE, "");

  private static Toleration of(String key, OptionalLong seconds) {
    return new Toleration(key, "Exists", "", "NoExecute", seconds);
  }

  private static EvictionPlan after(long seconds) {
    return new EvictionPlan.Leave(Duration.ofSeconds(seconds));
  }

  @Test
  void taintsAreBorneAsLongAsTheShortestToleration() {
    assertThat(EvictionPlan.of(List.of(), List.of())).isEqualTo(new EvictionPlan.Stay());
    assertThat(EvictionPlan.of(List.of(A), List.of())).isEqualTo(after(0));
    assertThat(EvictionPlan.of(List.of(A), List.of(of("a", OptionalLong.empty()))))
        .isEqualTo(new EvictionPlan.Stay());
    assertThat(
            EvictionPlan.of(
                List.of(A, B),
                List.of(of("a", OptionalLong.of(300)), of("b", OptionalLong.of(20)))))
        .isEqualTo(after(20));
    assertThat(EvictionPlan.of(List.of(A, B), List.of(of("a", OptionalLong.of(300)))))
        .isEqualTo(after(0));
    assertThat(EvictionPlan.of(List.of(A), List.of(of("a", OptionalLong.of(-5)))))
        .isEqualTo(after(0));
  }
}
