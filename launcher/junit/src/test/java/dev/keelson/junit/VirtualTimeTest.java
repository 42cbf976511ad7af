package dev.keelson.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.launcher.cluster.EmbeddedCluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@KeelsonCluster(virtualTime = true)
@Timeout(120)
class VirtualTimeTest {
  private static final Duration DAY = Duration.ofDays(1);

  private static ApiObject hourly() {
    return new ApiObject(
        JsonReader.readObject(
            """
            {"apiVersion": "batch/v1", "kind": "CronJob",
             "metadata": {"namespace": "default", "name": "hourly"},
             "spec": {"schedule": "0 * * * *", "successfulJobsHistoryLimit": 100,
              "jobTemplate": {"spec": {"template": {
               "metadata": {"annotations": {"pretend.keelson.dev/exit-after": "5s"}},
               "spec": {"restartPolicy": "Never",
                "containers": [{"name": "work", "image": "busybox"}]}}}}}}
            """));
  }

  @Test
  void aDayOfHourlyJobsPasses(EmbeddedCluster cluster, ApiClient client, SteppedTiming timing)
      throws InterruptedException {
    var before = timing.now();
    client.resource("batch/v1", "cronjobs").create(hourly());
    cluster.advance(DAY);
    assertThat(timing.now()).isEqualTo(before.plus(DAY));
    assertThat(client.resource("batch/v1", "jobs").list("default", ListOptions.ALL).items())
        .hasSize(24);
  }

  @Test
  void aSilentNodeIsNotOneThatTimeJumpedOver(EmbeddedCluster cluster, ApiClient client)
      throws InterruptedException {
    cluster.advance(Duration.ofHours(1));
    ApiObject node = client.resource("v1", "nodes").list("", ListOptions.ALL).items().getFirst();
    assertThat(client.resource("v1", "nodes").get(new ObjectName("", node.name())).tree())
        .satisfies(
            tree ->
                assertThat(tree.toString())
                    .contains("KubeletReady")
                    .doesNotContain("NodeStatusUnknown"));
  }
}
