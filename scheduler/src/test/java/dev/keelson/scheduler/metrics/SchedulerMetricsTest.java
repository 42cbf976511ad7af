package dev.keelson.scheduler.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SchedulerMetricsTest {
  private final SchedulerMetrics metrics = new SchedulerMetrics();

  @Test
  void attemptsAreCountedAndMeasuredByResultAndProfile() {
    metrics.attempted("scheduled", "default-scheduler", 3_000_000);
    metrics.attempted("scheduled", "default-scheduler", 1_000_000);

    assertThat(metrics.text())
        .contains("# TYPE scheduler_schedule_attempts_total counter\n")
        .contains(
            "scheduler_schedule_attempts_total{result=\"scheduled\","
                + "profile=\"default-scheduler\"} 2\n")
        .contains(
            "scheduler_scheduling_attempt_duration_seconds_bucket{result=\"scheduled\","
                + "profile=\"default-scheduler\",le=\"0.001\"} 1\n")
        .contains(
            "scheduler_scheduling_attempt_duration_seconds_bucket{result=\"scheduled\","
                + "profile=\"default-scheduler\",le=\"0.004\"} 2\n")
        .contains(
            "scheduler_scheduling_attempt_duration_seconds_count{result=\"scheduled\","
                + "profile=\"default-scheduler\"} 2\n");
  }

  @Test
  void manyAttemptsShareALabel() {
    metrics.bound(15, 1_000_000, true);
    metrics.bound(40, 1_000_000, false);

    assertThat(metrics.text())
        .contains("scheduler_pod_scheduling_sli_duration_seconds_count{attempts=\"15+\"} 2\n")
        .contains("scheduler_pod_scheduled_after_flush_total 1\n")
        .contains("scheduler_pod_scheduling_attempts_bucket{le=\"+Inf\"} 2\n");
  }

  @Test
  void sizesAreAskedForWhenTheyAreShown() {
    metrics.pending("active", () -> 7);

    assertThat(metrics.text()).contains("scheduler_pending_pods{queue=\"active\"} 7\n");
  }
}
