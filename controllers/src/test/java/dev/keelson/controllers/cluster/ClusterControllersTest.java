package dev.keelson.controllers.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.clusterrole.ClusterRoleAggregation;
import dev.keelson.controllers.ephemeral.EphemeralVolumes;
import dev.keelson.controllers.nodelifecycle.NodeLifecycle;
import dev.keelson.controllers.ttl.NodeTtl;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterControllersTest {
  private final Bench bench = Bench.open(Map.of());

  @AfterEach
  void end() {
    bench.close();
  }

  @Test
  void allStartTogetherAndEnd() {
    assertThat(ClusterControllers.ALL).extracting(ControllerKind::name).doesNotHaveDuplicates();
    List<Controller> started = new ArrayList<>();
    for (ControllerKind kind : ClusterControllers.ALL) {
      started.add(kind.start().apply(bench.context()));
    }
    bench.sync();
    assertThat(started).extracting(Controller::trouble).containsOnly("");
    started.forEach(Controller::close);
  }

  @Test
  void nodesAreLabelledTaintedAndToldTheirTtl() {
    bench.run(NodeLifecycle.KIND, NodeTtl.KIND);
    bench.create(
        "v1",
        "nodes",
        """
        apiVersion: v1
        kind: Node
        metadata: {name: one, labels: {kubernetes.io/os: linux}}
        spec: {unschedulable: true}
        """);
    bench.await(
        "v1",
        "nodes",
        "",
        "one",
        each ->
            "linux".equals(each.labels().get("beta.kubernetes.io/os"))
                && "0".equals(each.annotations().get("node.alpha.kubernetes.io/ttl"))
                && each.spec().array("taints").toJson().contains("unschedulable"));
  }

  @Test
  void rolesAreAggregated() {
    bench.run(ClusterRoleAggregation.KIND);
    bench.create(
        "rbac.authorization.k8s.io/v1",
        "clusterroles",
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: all}
        aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: all}}]}
        rules: []
        """);
    bench.create(
        "rbac.authorization.k8s.io/v1",
        "clusterroles",
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: part, labels: {to: all}}
        rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
        """);
    bench.await(
        "rbac.authorization.k8s.io/v1",
        "clusterroles",
        "",
        "all",
        each -> each.tree().array("rules").size() == 1);
    bench
        .client()
        .resource("rbac.authorization.k8s.io/v1", "clusterroles")
        .patch(
            new ObjectName("", "part"),
            PatchType.MERGE,
            "{\"metadata\":{\"labels\":null}}".getBytes(StandardCharsets.UTF_8));
    bench.await(
        "rbac.authorization.k8s.io/v1",
        "clusterroles",
        "",
        "all",
        each -> each.tree().array("rules").isEmpty());
  }

  @Test
  void podsGetTheirOwnClaims() {
    bench.run(EphemeralVolumes.KIND);
    ApiObject pod =
        bench.create(
            "v1",
            "pods",
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: p, namespace: default}
            spec:
              containers: [{name: c, image: i}]
              volumes:
              - name: scratch
                ephemeral:
                  volumeClaimTemplate:
                    metadata: {labels: {a: b}}
                    spec:
                      accessModes: [ReadWriteOnce]
                      resources: {requests: {storage: 1Gi}}
            """);
    bench.await(
        "v1",
        "persistentvolumeclaims",
        "default",
        "p-scratch",
        each ->
            each.controller().filter(owner -> owner.text("uid").equals(pod.uid())).isPresent()
                && "b".equals(each.labels().get("a")));
  }
}
