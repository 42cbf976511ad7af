package dev.keelson.controllers.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.TestCluster;
import dev.keelson.controllers.pod.PodView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DaemonSetsOnClusterTest {
  private final TestCluster cluster = new TestCluster(DaemonSetControllers.DAEMON_SET);

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void follows_nodes_and_templates() {
    node("a", "");
    node("b", "");
    node("tainted", "{\"key\":\"own\",\"value\":\"x\",\"effect\":\"NoSchedule\"}");
    cluster.create(
        "apps/v1",
        "daemonsets",
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: log, namespace: default}
        spec:
          selector: {matchLabels: {app: log}}
          template:
            metadata: {labels: {app: log}}
            spec: {containers: [{name: c, image: one}]}
        """);
    cluster.awaitWithReadyPods("both", () -> count("numberAvailable") == 2);
    assertThat(nodes()).containsExactlyInAnyOrder("a", "b");

    node("c", "");
    cluster.awaitWithReadyPods("a third", () -> count("numberAvailable") == 3);

    PodView broken = cluster.pods().getFirst();
    cluster.setStatus(
        broken, "{\"status\":{\"phase\":\"Failed\"}}".getBytes(StandardCharsets.UTF_8));
    cluster.awaitWithReadyPods(
        "replaced",
        () ->
            count("numberAvailable") == 3
                && cluster.pods().stream().noneMatch(pod -> pod.uid().equals(broken.uid())));

    cluster.patch(
        "apps/v1",
        "daemonsets",
        "log",
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"two\"}]}}}}");
    cluster.awaitWithReadyPods(
        "updated",
        () ->
            areOf("two") && count("updatedNumberScheduled") == 3 && count("numberAvailable") == 3);
    assertThat(cluster.list("apps/v1", "controllerrevisions")).hasSize(2);

    taint("b", "{\"key\":\"own\",\"effect\":\"NoExecute\"}");
    InMemoryCluster.await("it leaves", () -> nodes().equals(List.of("a", "c")));
  }

  private boolean areOf(String image) {
    return cluster.pods().stream()
        .allMatch(pod -> pod.containers().getFirst().text("image").equals(image));
  }

  private List<String> nodes() {
    return cluster.pods().stream().map(DaemonPods::node).sorted().toList();
  }

  private long count(String name) {
    return cluster.get("apps/v1", "daemonsets", "log").status().number(name, 0);
  }

  /** A new node is not ready, which no daemon tolerates, until somebody says it is. */
  private void node(String name, String taints) {
    cluster.create(
        "v1",
        "nodes",
        """
        apiVersion: v1
        kind: Node
        metadata: {name: %s}
        """
            .formatted(name));
    taint(name, taints);
  }

  private void taint(String node, String taints) {
    cluster
        .client()
        .resource("v1", "nodes")
        .patch(
            new ObjectName("", node),
            PatchType.MERGE,
            "{\"spec\":{\"taints\":[%s]}}".formatted(taints).getBytes(StandardCharsets.UTF_8));
  }
}
