package dev.keelson.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.ControllerManager;
import dev.keelson.controllers.ManagerOptions;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.replication.ReplicationControllers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With the real API, and pods that become ready because the test says so. */
class DeploymentsOnClusterTest {
  private static final ObjectName WEB = new ObjectName("default", "web");

  private final InMemoryCluster cluster = InMemoryCluster.open();
  private final ApiClient client = cluster.client("test");
  private final ControllerManager manager =
      ControllerManager.start(
          client,
          ManagerOptions.of(
              List.of(DeploymentControllers.DEPLOYMENT, ReplicationControllers.REPLICA_SET)));

  @AfterEach
  void close() {
    manager.close();
    cluster.close();
  }

  @Test
  void rolls_out_rolls_back_and_tells_so() {
    client
        .resource("apps/v1", "deployments")
        .create(
            InMemoryCluster.object(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: default}
                spec:
                  replicas: 4
                  revisionHistoryLimit: 1
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: c, image: one}]}
                """));
    awaitComplete("1");
    assertThat(condition("Progressing").text("reason")).isEqualTo("NewReplicaSetAvailable");
    assertThat(condition("Available").text("status")).isEqualTo("True");

    patch(
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"two\"}]}}}}");
    awaitComplete("2");
    assertThat(images()).containsOnlyKeys("two");
    assertThat(sets()).hasSize(2);

    patch("{\"metadata\":{\"annotations\":{\"deprecated.deployment.rollback.to\":\"1\"}}}");
    awaitComplete("3");
    assertThat(images()).containsOnlyKeys("one");
    assertThat(sets()).hasSize(2);
    assertThat(sets())
        .anyMatch(set -> set.annotations().getOrDefault(Annotations.HISTORY, "").equals("1"));

    patch("{\"spec\":{\"replicas\":2}}");
    awaitComplete("3");
    InMemoryCluster.await(
        "events",
        () ->
            client.resource("v1", "events").list("default", ListOptions.ALL).items().stream()
                .map(event -> event.tree().text("message"))
                .anyMatch(
                    text -> text.matches("Scaled down replica set web-[a-z0-9]+ from 4 to 2")));
  }

  private void awaitComplete(String revision) {
    InMemoryCluster.await(
        "revision " + revision,
        () -> {
          makeReady();
          ApiObject object = client.resource("apps/v1", "deployments").get(WEB);
          return object.annotations().getOrDefault(Annotations.REVISION, "").equals(revision)
              && !object.annotations().containsKey(Annotations.ROLLBACK)
              && StatusDraft.isComplete(new DeploymentView(object));
        });
  }

  private void makeReady() {
    for (ApiObject each : pods()) {
      if (!new PodView(each).isReady()) {
        client
            .resource("v1", "pods")
            .subresource("status")
            .patch(
                each.objectName(),
                PatchType.MERGE,
                """
                {"status":{"phase":"Running","conditions":[
                  {"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}
                """
                    .getBytes(StandardCharsets.UTF_8),
                WriteOptions.USUAL);
      }
    }
  }

  private JsonObject condition(String type) {
    return new DeploymentView(client.resource("apps/v1", "deployments").get(WEB))
        .condition(type)
        .orElseThrow();
  }

  private void patch(String patch) {
    client
        .resource("apps/v1", "deployments")
        .patch(WEB, PatchType.STRATEGIC_MERGE, patch.getBytes(StandardCharsets.UTF_8));
  }

  private List<ApiObject> sets() {
    return client.resource("apps/v1", "replicasets").list("default", ListOptions.ALL).items();
  }

  private List<ApiObject> pods() {
    return client.resource("v1", "pods").list("default", ListOptions.ALL).items();
  }

  private Map<String, List<String>> images() {
    return pods().stream()
        .collect(
            Collectors.groupingBy(
                pod -> new PodView(pod).containers().getFirst().text("image"),
                Collectors.mapping(ApiObject::name, Collectors.toList())));
  }
}
