package dev.keelson.controllers.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.TestCluster;
import dev.keelson.controllers.pod.OwnerRefs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatefulSetsOnClusterTest {
  private static final String SET =
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db, namespace: default}
      spec:
        replicas: 3
        serviceName: db
        ordinals: {start: 1}
        revisionHistoryLimit: 0
        selector: {matchLabels: {app: db}}
        persistentVolumeClaimRetentionPolicy: {whenScaled: Delete, whenDeleted: Retain}
        template:
          metadata: {labels: {app: db}}
          spec: {containers: [{name: c, image: one}]}
        volumeClaimTemplates:
        - metadata: {name: data}
          spec:
            accessModes: [ReadWriteOnce]
            resources: {requests: {storage: 1Gi}}
      """;

  private final TestCluster cluster = new TestCluster(StatefulSetControllers.STATEFUL_SET);

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void makes_pods_in_order_updates_them_backwards_and_scales_down() {
    cluster.create("apps/v1", "statefulsets", SET);
    InMemoryCluster.await("the first", () -> cluster.pods().size() == 1);
    assertThat(cluster.pods().getFirst().name()).isEqualTo("db-1");
    cluster.awaitWithReadyPods("three", () -> count("readyReplicas") == 3);
    assertThat(cluster.pods()).extracting(pod -> pod.name()).contains("db-1", "db-2", "db-3");
    assertThat(cluster.list("v1", "persistentvolumeclaims"))
        .extracting(ApiObject::name)
        .containsExactlyInAnyOrder("data-db-1", "data-db-2", "data-db-3");
    assertThat(cluster.events()).contains("Create Pod db-1 in StatefulSet db successful");

    cluster.patch(
        "apps/v1",
        "statefulsets",
        "db",
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"two\"}]}}}}");
    cluster.awaitWithReadyPods(
        "updated",
        () ->
            areOf("two")
                && count("updatedReplicas") == 3
                && count("readyReplicas") == 3
                && status("currentRevision").equals(status("updateRevision")));
    InMemoryCluster.await(
        "the old revision is forgotten",
        () -> cluster.list("apps/v1", "controllerrevisions").size() == 1);

    cluster.patch("apps/v1", "statefulsets", "db", "{\"spec\":{\"replicas\":1}}");
    cluster.awaitWithReadyPods("one", () -> count("replicas") == 1 && cluster.pods().size() == 1);
    assertThat(cluster.pods().getFirst().name()).isEqualTo("db-1");
    InMemoryCluster.await(
        "claims go with their pods",
        () ->
            OwnerRefs.of(cluster.get("v1", "persistentvolumeclaims", "data-db-3")).stream()
                .anyMatch(owner -> owner.kind().equals("Pod") && owner.name().equals("db-3")));
  }

  private boolean areOf(String image) {
    return cluster.pods().stream()
        .allMatch(pod -> pod.containers().getFirst().text("image").equals(image));
  }

  private long count(String name) {
    return cluster.get("apps/v1", "statefulsets", "db").status().number(name, 0);
  }

  private String status(String name) {
    return cluster.get("apps/v1", "statefulsets", "db").status().text(name);
  }
}
