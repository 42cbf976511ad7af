package dev.keelson.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonReader;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The wall clock of a whole cluster is set, forwards and back by more than any of its time-outs.
 * What counts time by the monotone clock (leases, grace, back-off) must not notice; what goes by
 * the calendar (a CronJob) may be early or late, but does nothing twice.
 */
class ClockStepsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final EmbeddedCluster cluster =
      EmbeddedCluster.open(ClusterOptions.USUAL.withNodes(2).withVirtualTime());
  private final SteppedTiming timing = (SteppedTiming) cluster.timing();
  private final ApiClient client = cluster.client("test");

  private static ApiObject everyTenMinutes() {
    return new ApiObject(
        JsonReader.readObject(
            """
            {"apiVersion": "batch/v1", "kind": "CronJob",
             "metadata": {"name": "tick", "namespace": "default"},
             "spec": {"schedule": "*/10 * * * *", "timeZone": "Etc/UTC",
              "successfulJobsHistoryLimit": 100,
              "jobTemplate": {"spec": {"template": {
               "metadata": {"annotations": {"pretend.keelson.dev/exit-after": "5s"}},
               "spec": {"restartPolicy": "Never",
                "containers": [{"name": "c", "image": "batch"}]}}}}}}
            """));
  }

  @Test
  void nothingIsLostAndNothingDoneTwice() throws InterruptedException {
    try (cluster) {
      Instant now = timing.now();
      cluster.advance(
          Duration.between(now, now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS)));
      BadDays.deploy(client, 4, "1");
      client.resource("batch/v1", "cronjobs").create(everyTenMinutes());
      cluster.advance(Duration.ofMinutes(25));
      Map<String, String> before = web();
      assertThat(before).hasSize(4);
      assertThat(scheduled()).hasSize(2);

      timing.jumpWall(HOUR);
      cluster.advance(Duration.ofMinutes(10));
      isAsBefore(before);
      // who waited for the next time wakes when it was due, and begins the newest that has come
      assertThat(scheduled()).hasSize(3);

      timing.jumpWall(HOUR.multipliedBy(2).negated());
      cluster.advance(Duration.ofMinutes(30));
      isAsBefore(before);
      assertThat(scheduled()).as("its times have all been").hasSize(3);
      cluster.advance(Duration.ofMinutes(100));
      isAsBefore(before);
      assertThat(scheduled()).as("time has come to where it was").hasSizeGreaterThan(3);
    }
  }

  private void isAsBefore(Map<String, String> pods) {
    assertThat(client.resource("v1", "nodes").list("", ListOptions.ALL).items())
        .hasSize(2)
        .allMatch(each -> BadDays.isTrue(each, "Ready"))
        .allMatch(each -> each.spec().array("taints").isEmpty());
    assertThat(web()).isEqualTo(pods);
    assertThat(
            client
                .resource("apps/v1", "deployments")
                .get(new ObjectName("default", "web"))
                .status()
                .number("readyReplicas", 0))
        .isEqualTo(4);
  }

  /** Uids by name. */
  private Map<String, String> web() {
    Map<String, String> uids = new TreeMap<>();
    BadDays.pods(client).stream()
        .filter(each -> each.metadata().object("labels").text("app").equals("web"))
        .forEach(each -> uids.put(each.name(), each.uid()));
    return uids;
  }

  /** The moments that the CronJob's Jobs stand for, each once: its name is made of it. */
  private List<String> scheduled() {
    List<String> names =
        client.resource("batch/v1", "jobs").list("default", ListOptions.ALL).items().stream()
            .map(ApiObject::name)
            .toList();
    assertThat(names).doesNotHaveDuplicates();
    return names;
  }
}
