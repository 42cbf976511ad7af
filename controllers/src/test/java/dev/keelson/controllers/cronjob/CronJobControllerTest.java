package dev.keelson.controllers.cronjob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.batch.Bench;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CronJobControllerTest {
  /** The server's own clock says when an object was made: so ours begins there. */
  private static SteppedTiming timing() {
    return new SteppedTiming(Instant.now().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS));
  }

  private static String cronJob(String extra) {
    return """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: tick, namespace: default}
        spec:
          schedule: "0 * * * *"
          %s
          jobTemplate:
            metadata: {labels: {app: tick}}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: c, image: i}]
        """
        .formatted(extra);
  }

  private static ApiObject cron(Bench bench) {
    return bench.find("batch/v1", "cronjobs", "default", "tick").orElseThrow();
  }

  private static void complete(Bench bench, String job) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    bench.setStatus(
        "batch/v1",
        "jobs",
        "default",
        job,
        ("{\"succeeded\":1,\"startTime\":\"%s\",\"completionTime\":\"%s\",\"conditions\":["
                + "{\"type\":\"SuccessCriteriaMet\",\"status\":\"True\"},"
                + "{\"type\":\"Complete\",\"status\":\"True\"}],\"uncountedTerminatedPods\":{}}")
            .formatted(now, now));
  }

  @Test
  void aDayOfJobs() {
    SteppedTiming timing = timing();
    try (Bench bench = Bench.of(timing, Map.of(), CronJobControllers.CRON_JOB)) {
      bench.create("batch/v1", "cronjobs", cronJob("successfulJobsHistoryLimit: 3"));
      Instant first = timing.now();
      for (int hour = 0; hour < 24; hour++) {
        String job = "tick-" + first.plus(hour, ChronoUnit.HOURS).getEpochSecond() / 60;
        Bench.await(
            job,
            () -> {
              timing.advance(Duration.ofMillis(200));
              return bench.find("batch/v1", "jobs", "default", job).isPresent();
            });
        Bench.await("active", () -> cron(bench).status().array("active").size() == 1);
        complete(bench, job);
        Bench.await("seen", () -> cron(bench).status().array("active").isEmpty());
        Duration left = Duration.between(timing.now(), first.plus(hour + 1, ChronoUnit.HOURS));
        timing.advance(left);
      }
      Bench.await("history", () -> bench.list("batch/v1", "jobs", "default").size() <= 4);
      assertThat(cron(bench).status().text("lastSuccessfulTime")).isNotEmpty();
      assertThat(bench.events().stream().filter(each -> each.startsWith("SuccessfulCreate")))
          .hasSizeBetween(24, 25);
      assertThat(bench.events().stream().filter(each -> each.startsWith("UnexpectedJob")))
          .isEmpty();
    }
  }

  @Test
  void forbidsASecondBesideTheFirst() {
    SteppedTiming timing = timing();
    try (Bench bench = Bench.of(timing, Map.of(), CronJobControllers.CRON_JOB)) {
      bench.create("batch/v1", "cronjobs", cronJob("concurrencyPolicy: Forbid"));
      Bench.await(
          "the first",
          () -> {
            timing.advance(Duration.ofSeconds(1));
            return cron(bench).status().array("active").size() == 1;
          });
      Bench.await(
          "told",
          () -> {
            timing.advance(Duration.ofMinutes(10));
            return bench
                .events()
                .contains(
                    "JobAlreadyActive: Not starting job because prior execution is running and"
                        + " concurrency policy is Forbid");
          });
      assertThat(bench.list("batch/v1", "jobs", "default")).hasSize(1);
    }
  }

  @Test
  void replacesTheFirstByTheSecond() {
    SteppedTiming timing = timing();
    try (Bench bench = Bench.of(timing, Map.of(), CronJobControllers.CRON_JOB)) {
      bench.create("batch/v1", "cronjobs", cronJob("concurrencyPolicy: Replace"));
      Bench.await(
          "the first",
          () -> {
            timing.advance(Duration.ofSeconds(1));
            return cron(bench).status().array("active").size() == 1;
          });
      String first = bench.list("batch/v1", "jobs", "default").getFirst().name();
      Bench.await(
          "another",
          () -> {
            timing.advance(Duration.ofMinutes(1));
            return bench.find("batch/v1", "jobs", "default", first).isEmpty()
                && cron(bench).status().array("active").size() == 1;
          });
      assertThat(bench.events()).contains("SuccessfulDelete: Deleted job " + first);
    }
  }

  @Test
  void doesNothingWhileSuspended() {
    SteppedTiming timing = timing();
    try (Bench bench = Bench.of(timing, Map.of(), CronJobControllers.CRON_JOB)) {
      bench.create("batch/v1", "cronjobs", cronJob("suspend: true"));
      timing.advance(Duration.ofHours(5));
      bench.patch(
          "batch/v1", "cronjobs", "default", "tick", "{\"spec\":{\"timeZone\":\"Etc/UTC\"}}");
      timing.advance(Duration.ofHours(5));
      assertThat(bench.list("batch/v1", "jobs", "default")).isEmpty();
      bench.patch("batch/v1", "cronjobs", "default", "tick", "{\"spec\":{\"suspend\":false}}");
      Bench.await("resumed", () -> cron(bench).status().array("active").size() == 1);
      ApiObject job = bench.list("batch/v1", "jobs", "default").getFirst();
      assertThat(job.annotations()).containsKey("batch.kubernetes.io/cronjob-scheduled-timestamp");
      assertThat(job.labels()).containsEntry("app", "tick");
    }
  }
}
