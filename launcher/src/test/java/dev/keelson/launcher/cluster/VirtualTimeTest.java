package dev.keelson.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Time passes when the test says so, and what was to happen meanwhile has happened. */
class VirtualTimeTest {
  private static final ClusterOptions VIRTUAL = ClusterOptions.USUAL.withVirtualTime();

  private static ApiObject cronJob(String schedule) {
    return new ApiObject(
        JsonReader.readObject(
            """
            {"apiVersion": "batch/v1", "kind": "CronJob",
             "metadata": {"name": "tick", "namespace": "default"},
             "spec": {"schedule": "%s", "timeZone": "Etc/UTC", "successfulJobsHistoryLimit": 2,
              "jobTemplate": {"spec": {"template": {
               "metadata": {"annotations": {"pretend.keelson.dev/exit-after": "20s"}},
               "spec": {"restartPolicy": "Never",
                "containers": [{"name": "c", "image": "batch"}]}}}}}}
            """
                .formatted(schedule)));
  }

  private static List<ApiObject> jobs(ApiClient client) {
    return client.resource("batch/v1", "jobs").list("default", ListOptions.ALL).items();
  }

  private static LocalTime time(JsonObject object, String field) {
    return LocalTime.ofInstant(Instant.parse(object.text(field)), ZoneOffset.UTC);
  }

  /** The next whole hour, so that what a day holds is the same whenever the test runs. */
  private static void passToTheHour(EmbeddedCluster cluster) throws InterruptedException {
    Instant now = cluster.timing().now();
    Instant hour = now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
    cluster.advance(Duration.between(now, hour));
  }

  @Test
  void aDayOfAnHourlyCronJob() throws InterruptedException {
    try (EmbeddedCluster cluster = EmbeddedCluster.open(VIRTUAL)) {
      ApiClient client = cluster.client("test");
      passToTheHour(cluster);
      client.resource("batch/v1", "cronjobs").create(cronJob("30 * * * *"));
      List<LocalTime> begun = new ArrayList<>();
      for (int hour = 0; hour < 24; hour++) {
        cluster.advance(Duration.ofHours(1));
        List<ApiObject> jobs = jobs(client);
        assertThat(jobs)
            .hasSize(Math.min(hour + 1, 2))
            .allMatch(each -> BadDays.isTrue(each, "Complete"));
        jobs.forEach(
            each ->
                assertThat(took(each)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(25)));
        begun.add(
            time(
                client
                    .resource("batch/v1", "cronjobs")
                    .get(new ObjectName("default", "tick"))
                    .status(),
                "lastScheduleTime"));
      }
      assertThat(begun)
          .hasSize(24)
          .doesNotHaveDuplicates()
          .allMatch(each -> each.getMinute() == 30);
      jobs(client)
          .forEach(
              each ->
                  assertThat(time(each.metadata(), "creationTimestamp"))
                      .isBetween(begun.get(22), begun.get(23).plusSeconds(2)));
    }
  }

  private static Duration took(ApiObject job) {
    return Duration.between(
        Instant.parse(job.status().text("startTime")),
        Instant.parse(job.status().text("completionTime")));
  }

  @Test
  void aNodeIsHeardOfHoweverFarTimeLeaps() throws InterruptedException {
    try (EmbeddedCluster cluster = EmbeddedCluster.open(VIRTUAL.withNodes(3))) {
      ApiClient client = cluster.client("test");
      cluster.advance(Duration.ofHours(6));
      assertThat(client.resource("v1", "nodes").list("", ListOptions.ALL).items())
          .hasSize(3)
          .allMatch(each -> BadDays.isTrue(each, "Ready"))
          .allMatch(each -> each.spec().array("taints").isEmpty());
      assertThat(
              client
                  .resource("coordination.k8s.io/v1", "leases")
                  .list("kube-node-lease", ListOptions.ALL)
                  .items())
          .hasSize(3)
          .allMatch(
              each ->
                  Instant.parse(each.spec().text("renewTime"))
                      .isAfter(cluster.timing().now().minusSeconds(40)));
    }
  }

  public static void main(String[] words) throws InterruptedException {
    for (int round = 0; round < Integer.parseInt(words[1]); round++) {
      long start = System.nanoTime();
      try (EmbeddedCluster cluster = EmbeddedCluster.open(VIRTUAL)) {
        passToTheHour(cluster);
        long opened = System.nanoTime();
        ApiClient client = cluster.client("test");
        client.resource("batch/v1", "cronjobs").create(cronJob(words[0]));
        cluster.advance(Duration.ofDays(1));
        long done = System.nanoTime();
        List<ApiObject> jobs = jobs(client);
        System.out.printf(
            "open %d ms, a day %d ms, %d jobs, complete %d, things begun %d, last %s%n",
            (opened - start) / 1_000_000,
            (done - opened) / 1_000_000,
            jobs.size(),
            jobs.stream().filter(each -> BadDays.isTrue(each, "Complete")).count(),
            ((dev.keelson.apiserver.client.time.SteppedTiming) cluster.timing()).activity().begun(),
            client
                .resource("batch/v1", "cronjobs")
                .get(new ObjectName("default", "tick"))
                .status()
                .text("lastSuccessfulTime"));
      }
    }
  }
}
