package dev.keelson.controllers.ttl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TtlStepsTest {
  private final TtlSteps steps = new TtlSteps();

  private void add(int nodes) {
    for (int i = 0; i < nodes; i++) {
      steps.added();
    }
  }

  private void remove(int nodes) {
    for (int i = 0; i < nodes; i++) {
      steps.removed();
    }
  }

  @Test
  void stepsOverlap() {
    add(100);
    assertThat(steps.seconds()).isZero();
    add(1);
    assertThat(steps.seconds()).isEqualTo(15);
    remove(11);
    assertThat(steps.seconds()).isEqualTo(15);
    remove(1);
    assertThat(steps.seconds()).isZero();
    add(2412);
    assertThat(steps.seconds()).isEqualTo(300);
    remove(702);
    assertThat(steps.seconds()).isEqualTo(60);
  }
}
