package dev.keelson.controllers.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.ControllerOptions;
import dev.keelson.controllers.basis.Conditions;
import dev.keelson.controllers.cluster.Bench;
import dev.keelson.controllers.node.NodeView;
import dev.keelson.controllers.node.PodsByNode;
import dev.keelson.controllers.node.Taint;
import dev.keelson.controllers.tainteviction.TaintEviction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The monitor's passes are called here, one by one; everything else runs by itself. */
class NodeMonitorTest {
  private final Bench bench = Bench.open(Map.of());
  private Informer nodes;
  private Informer leases;
  private NodeMonitor monitor;
  private int beats;

  @BeforeEach
  void start() {
    nodes = bench.context().informers().of("v1", "nodes");
    leases = bench.context().informers().of("coordination.k8s.io/v1", "leases");
    NodeLifecycleOptions options = NodeLifecycleOptions.of(ControllerOptions.NONE);
    PodsByNode pods = PodsByNode.of(bench.context().informers());
    NodeHealthWriter healths = new NodeHealthWriter(bench.context().client(), leases, options);
    monitor = new NodeMonitor(bench.context(), options, healths, pods);
    bench.run(TaintEviction.KIND);
    node("well");
    node("ill");
  }

  @AfterEach
  void end() {
    bench.close();
  }

  private void node(String name) {
    bench.createWithStatus(
        "v1",
        "nodes",
        """
        apiVersion: v1
        kind: Node
        metadata: {name: %s}
        status:
          conditions:
          - {type: Ready, status: "True", reason: KubeletReady, message: fine,
             lastHeartbeatTime: "2026-01-01T00:00:00Z", lastTransitionTime: "2026-01-01T00:00:00Z"}
        """
            .formatted(name));
    bench.create(
        "coordination.k8s.io/v1",
        "leases",
        """
        apiVersion: coordination.k8s.io/v1
        kind: Lease
        metadata: {name: %s, namespace: kube-node-lease}
        spec: {holderIdentity: %s, renewTime: "2026-01-01T00:00:00.000000Z"}
        """
            .formatted(name, name));
    bench.awaitSeen(nodes, name, each -> new NodeView(each).ready().isPresent());
    bench.awaitSeen(leases, name, _ -> true);
  }

  private void beat(String node) {
    String renewed = "2026-01-01T00:00:%02d.000000Z".formatted(++beats);
    patch(
        "coordination.k8s.io/v1",
        "leases",
        new ObjectName("kube-node-lease", node),
        "{\"spec\":{\"renewTime\":\"" + renewed + "\"}}");
    bench.awaitSeen(leases, node, each -> each.spec().text("renewTime").equals(renewed));
  }

  private void patch(String version, String resource, ObjectName name, String json) {
    bench
        .client()
        .resource(version, resource)
        .patch(name, PatchType.MERGE, json.getBytes(StandardCharsets.UTF_8));
  }

  /** A minute in which only {@code well} is heard of. */
  private void silence() throws InterruptedException {
    monitor.look();
    bench.timing.advance(Duration.ofSeconds(30));
    beat("well");
    monitor.look();
    bench.timing.advance(Duration.ofSeconds(25));
    beat("well");
    monitor.look();
  }

  private ApiObject now(String node) {
    return bench.get("v1", "nodes", "", node);
  }

  private void pod(String name, int tolerationSeconds) {
    bench.createWithStatus(
        "v1",
        "pods",
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: default}
        spec:
          nodeName: ill
          containers: [{name: c, image: i}]
          tolerations:
          - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute,
             tolerationSeconds: %d}
        status: {phase: Running, conditions: [{type: Ready, status: "True"}]}
        """
            .formatted(name, tolerationSeconds));
    bench.awaitSeen(
        bench.context().informers().of("v1", "pods"),
        name,
        each -> each.status().text("phase").equals("Running"));
  }

  @Test
  void nodeThatFallsSilentIsUnknownThenTaintedAndItsPodsLeaveInTheirTime() throws Exception {
    pod("stays", 300);
    silence();

    NodeView ill = new NodeView(now("ill"));
    assertThat(ill.ready().orElseThrow().text("reason")).isEqualTo("NodeStatusUnknown");
    assertThat(ill.ready().orElseThrow().text("message"))
        .isEqualTo("Kubelet stopped posting node status.");
    assertThat(Conditions.find(ill.conditions(), "MemoryPressure").orElseThrow().text("reason"))
        .isEqualTo("NodeStatusNeverUpdated");
    assertThat(Conditions.status(new NodeView(now("well")).conditions(), "Ready"))
        .isEqualTo("True");
    assertThat(bench.hasEvent("NodeNotReady", "Node ill status is now: NodeNotReady")).isTrue();
    assertThat(
            Conditions.status(
                bench.get("v1", "pods", "default", "stays").status().array("conditions"), "Ready"))
        .isEqualTo("False");

    bench.awaitSeen(
        nodes,
        "ill",
        each -> !new NodeView(each).ready().orElseThrow().text("status").equals("True"));
    monitor.taint();
    assertThat(new NodeView(now("ill")).taints(Taint.NO_EXECUTE))
        .extracting(Taint::key)
        .containsExactly(Taint.UNREACHABLE);
    bench.timing.advance(Duration.ofSeconds(299));
    assertThat(bench.get("v1", "pods", "default", "stays").isBeingDeleted()).isFalse();
    bench.stepUntil(
        "eviction", each -> each.get("v1", "pods", "default", "stays").isBeingDeleted());
    assertThat(
            Conditions.find(
                    bench.get("v1", "pods", "default", "stays").status().array("conditions"),
                    "DisruptionTarget")
                .orElseThrow()
                .text("reason"))
        .isEqualTo("DeletionByTaintManager");
    assertThat(bench.hasEvent("TaintManagerEviction", "Marking for deletion Pod default/stays"))
        .isTrue();
  }

  @Test
  void nodeThatComesBackInTimeKeepsItsPods() throws Exception {
    pod("kept", 300);
    silence();
    bench.awaitSeen(
        nodes,
        "ill",
        each -> !new NodeView(each).ready().orElseThrow().text("status").equals("True"));
    monitor.taint();
    bench.awaitSeen(nodes, "ill", each -> new NodeView(each).has(TaintPlan.UNREACHABLE));
    bench.timing.advance(Duration.ofSeconds(100));

    ApiObject ill = now("ill");
    bench
        .client()
        .resource("v1", "nodes")
        .updateStatus(
            ill.withStatus(
                status ->
                    status.with(
                        "conditions",
                        Conditions.with(
                            status.array("conditions"),
                            "Ready",
                            each ->
                                each.with("status", "True")
                                    .with("lastHeartbeatTime", "2026-01-01T01:00:00Z")))));
    bench.awaitSeen(
        nodes,
        "ill",
        each -> new NodeView(each).ready().orElseThrow().text("status").equals("True"));
    monitor.look();
    assertThat(new NodeView(now("ill")).taints(Taint.NO_EXECUTE)).isEmpty();
    bench.awaitSeen(nodes, "ill", each -> !new NodeView(each).has(TaintPlan.UNREACHABLE));
    bench.timing.advance(Duration.ofMinutes(1));
    assertThat(bench.get("v1", "pods", "default", "kept").isBeingDeleted()).isFalse();
  }

  @Test
  void stepsOfTheWallClockMakeNobodySilent() throws Exception {
    monitor.look();
    bench.timing.jumpWall(Duration.ofHours(10));
    monitor.look();
    bench.timing.jumpWall(Duration.ofHours(-20));
    bench.timing.advance(Duration.ofSeconds(40));
    monitor.look();
    monitor.taint();
    for (String node : new String[] {"well", "ill"}) {
      NodeView view = new NodeView(now(node));
      assertThat(Conditions.status(view.conditions(), "Ready")).isEqualTo("True");
      assertThat(view.taints(Taint.NO_EXECUTE)).isEmpty();
    }
  }

  @Test
  void whereAllAreSilentNobodyIsTainted() throws Exception {
    monitor.look();
    bench.timing.advance(Duration.ofSeconds(51));
    monitor.look();
    for (String each : new String[] {"well", "ill"}) {
      bench.awaitSeen(
          nodes,
          each,
          node -> new NodeView(node).ready().orElseThrow().text("status").equals("Unknown"));
    }
    monitor.taint();
    assertThat(monitor.zones().state("")).isEqualTo(ZoneState.FULL_DISRUPTION);
    assertThat(new NodeView(now("ill")).taints(Taint.NO_EXECUTE)).isEmpty();
    assertThat(new NodeView(now("well")).taints(Taint.NO_EXECUTE)).isEmpty();
  }
}
