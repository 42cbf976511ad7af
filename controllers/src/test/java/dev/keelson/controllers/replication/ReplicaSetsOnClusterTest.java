package dev.keelson.controllers.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.ControllerManager;
import dev.keelson.controllers.ManagerOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaSetsOnClusterTest {
  private static final ObjectName WEB = new ObjectName("default", "web");

  private static final String SET =
      """
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: {name: web, namespace: default}
      spec:
        replicas: %d
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: c, image: i}]}
      """;

  @Test
  void makes_adopts_releases_and_deletes_pods() {
    try (InMemoryCluster cluster = InMemoryCluster.open()) {
      ApiClient client = cluster.client("test");
      client
          .resource("v1", "pods")
          .create(
              InMemoryCluster.object(
                  """
                  apiVersion: v1
                  kind: Pod
                  metadata: {name: orphan, namespace: default, labels: {app: web}}
                  spec: {containers: [{name: c, image: i}]}
                  """));
      try (ControllerManager manager =
          ControllerManager.start(
              client, ManagerOptions.of(List.of(ReplicationControllers.REPLICA_SET)))) {
        client.resource("apps/v1", "replicasets").create(InMemoryCluster.object(SET.formatted(5)));
        InMemoryCluster.await("five", () -> status(client).number("replicas", 0) == 5);
        assertThat(pods(client)).hasSize(5);
        assertThat(pods(client)).allMatch(pod -> pod.controller().isPresent());
        assertThat(pods(client)).anyMatch(pod -> pod.name().equals("orphan"));

        client
            .resource("v1", "pods")
            .patch(
                new ObjectName("default", "orphan"),
                PatchType.MERGE,
                "{\"metadata\":{\"labels\":{\"app\":\"other\"}}}".getBytes(StandardCharsets.UTF_8));
        InMemoryCluster.await(
            "released and replaced",
            () ->
                pods(client).size() == 6
                    && pods(client).stream().filter(p -> p.controller().isEmpty()).count() == 1);

        client
            .resource("apps/v1", "replicasets")
            .patch(
                WEB,
                PatchType.MERGE,
                "{\"spec\":{\"replicas\":2}}".getBytes(StandardCharsets.UTF_8));
        InMemoryCluster.await("two", () -> pods(client).size() == 3);
        InMemoryCluster.await(
            "told so",
            () ->
                status(client).number("replicas", 0) == 2
                    && status(client).number("observedGeneration", 0) == 2);
        assertThat(manager.metrics()).contains("workqueue_depth{name=\"replicaset\"} ");
        assertThat(manager.health()).containsEntry("replicaset-controller", "");
      }
    }
  }

  @Test
  void makes_a_thousand() {
    try (InMemoryCluster cluster = InMemoryCluster.open()) {
      ApiClient client = cluster.client("test");
      try (ControllerManager manager =
          ControllerManager.start(
              client, ManagerOptions.of(List.of(ReplicationControllers.REPLICA_SET)))) {
        assertThat(manager.running()).containsExactly("replicaset-controller");
        client
            .resource("apps/v1", "replicasets")
            .create(InMemoryCluster.object(SET.formatted(1000)));
        InMemoryCluster.await("all", () -> status(client).number("replicas", 0) == 1000);
        assertThat(pods(client)).hasSize(1000);
      }
    }
  }

  private static JsonObject status(ApiClient client) {
    return client.resource("apps/v1", "replicasets").get(WEB).status();
  }

  private static List<ApiObject> pods(ApiClient client) {
    return client.resource("v1", "pods").list("default", ListOptions.ALL).items();
  }
}
