package dev.keelson.controllers.network.disruption;

import static dev.keelson.controllers.network.NetworkCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.network.NetworkCluster;
import dev.keelson.controllers.pod.PodConditions;
import dev.keelson.controllers.pod.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisruptionControllerTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final ObjectName BUDGET = new ObjectName("default", "web");

  private static BudgetView budget(String spec, String status) {
    return new BudgetView(
        new ApiObject(
            NetworkCluster.json(
                "{\"metadata\":{\"name\":\"web\",\"generation\":3},\"spec\":%s,\"status\":%s}"
                    .formatted(spec, status))));
  }

  private static PodView pod(String name, boolean isReady) {
    return new PodView(
        new ApiObject(
            NetworkCluster.json(
                "{\"metadata\":{\"name\":\"%s\"},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"%s\"}]}}"
                    .formatted(name, isReady ? "True" : "False"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"minAvailable":2}        | 0  | 3 | 2 | 1
          {"minAvailable":3}        | 0  | 3 | 3 | 0
          {"minAvailable":"28%"}    | 10 | 10 | 3 | 0
          {"minAvailable":"0%"}     | 3  | 3 | 0 | 3
          {"maxUnavailable":1}      | 7  | 7 | 6 | 0
          {"maxUnavailable":"30%"}  | 3  | 3 | 2 | 1
          {"maxUnavailable":9}      | 3  | 3 | 0 | 3
          {"maxUnavailable":1}      | 0  | 0 | 0 | 0
          """)
  void countsAsUpstreamDoes(String spec, int scale, int expected, int desired, int allowed) {
    List<PodView> pods = List.of(pod("a", true), pod("b", true), pod("c", true));
    BudgetPlan plan = BudgetPlan.of(budget(spec, "{}"), pods, scale, NOW);
    assertThat(plan.expected()).isEqualTo(expected);
    assertThat(plan.desired()).isEqualTo(desired);
    assertThat(plan.healthy()).isEqualTo(3);
    assertThat(plan.allowed()).isEqualTo(allowed);
  }

  @Test
  void anEvictedPodIsNotHealthyUntilItsTimeIsOver() {
    BudgetView budget =
        budget(
            "{\"minAvailable\":0}",
            "{\"disruptedPods\":{\"a\":\"2026-01-02T03:03:05Z\",\"b\":\"2026-01-02T03:00:00Z\",\"gone\":\"2026-01-02T03:04:05Z\"}}");
    BudgetPlan plan = BudgetPlan.of(budget, List.of(pod("a", true), pod("b", true)), 0, NOW);
    assertThat(plan.disrupted()).isEqualTo(Map.of("a", NOW.minusSeconds(60)));
    assertThat(plan.healthy()).isEqualTo(1);
    assertThat(plan.notDeleted()).extracting(PodView::name).containsExactly("b");
    assertThat(plan.recheck()).contains(NOW.plusSeconds(60));
    JsonObject status = plan.on(budget, NOW);
    assertThat(status.object("disruptedPods").toJson())
        .isEqualTo("{\"a\":\"2026-01-02T03:03:05Z\"}");
    BudgetView after = new BudgetView(budget.object().with("status", status));
    assertThat(plan.on(after, NOW.plusSeconds(9))).isSameAs(status);
  }

  private static ApiObject read(NetworkCluster cluster) {
    return cluster.resource("policy/v1", "poddisruptionbudgets").get(BUDGET);
  }

  private static boolean says(NetworkCluster cluster, int expected, int healthy, int allowed) {
    JsonObject status = read(cluster).status();
    return status.number("expectedPods", -1) == expected
        && status.number("currentHealthy", -1) == healthy
        && status.number("disruptionsAllowed", -1) == allowed
        && status.number("observedGeneration", 0) == read(cluster).generation();
  }

  private static void budget(NetworkCluster cluster, String limit) {
    cluster.create(
        "poddisruptionbudgets",
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: web, namespace: default}
        spec: {selector: {matchLabels: {app: web}}, %s}
        """
            .formatted(limit));
  }

  @Test
  void aBudgetFollowsItsPods() {
    try (NetworkCluster cluster = NetworkCluster.of(DisruptionController.KIND)) {
      budget(cluster, "minAvailable: 1");
      await("nothing", () -> says(cluster, 0, 0, 0));
      cluster.pod("a", "{app: web}", "n1", "10.0.0.1", true);
      cluster.pod("b", "{app: web}", "n1", "10.0.0.2", true);
      await("two", () -> says(cluster, 2, 2, 1));
      assertThat(PodConditions.find(read(cluster), "DisruptionAllowed"))
          .hasValueSatisfying(
              each -> {
                assertThat(each.text("status")).isEqualTo("True");
                assertThat(each.text("reason")).isEqualTo("SufficientPods");
              });
      cluster.status("b", "10.0.0.2", false);
      await("one", () -> says(cluster, 2, 1, 0));
    }
  }

  @Test
  void aPartIsOfWhatTheControllersWant() {
    try (NetworkCluster cluster = NetworkCluster.of(DisruptionController.KIND)) {
      ApiObject replicas =
          cluster.create(
              "replicasets",
              """
              apiVersion: apps/v1
              kind: ReplicaSet
              metadata: {name: web, namespace: default}
              spec:
                replicas: 4
                selector: {matchLabels: {app: web}}
                template:
                  metadata: {labels: {app: web}}
                  spec: {containers: [{name: c, image: i}]}
              """);
      cluster.create(
          "pods",
          """
          apiVersion: v1
          kind: Pod
          metadata:
            name: a
            namespace: default
            labels: {app: web}
            ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: %s, controller: true}]
          spec: {nodeName: n1, containers: [{name: c, image: i}]}
          """
              .formatted(replicas.uid()));
      cluster.status("a", "10.0.0.1", true);
      budget(cluster, "maxUnavailable: 50%");
      await("four", () -> says(cluster, 4, 1, 0));
      assertThat(read(cluster).status().number("desiredHealthy", 0)).isEqualTo(2);
    }
  }

  @Test
  void aPodWhoseControllerIsUnknownStopsEvictions() {
    try (NetworkCluster cluster = NetworkCluster.of(DisruptionController.KIND)) {
      cluster.create(
          "pods",
          """
          apiVersion: v1
          kind: Pod
          metadata:
            name: a
            namespace: default
            labels: {app: web}
            ownerReferences: [{apiVersion: apps/v1, kind: DaemonSet, name: web, uid: x, controller: true}]
          spec: {nodeName: n1, containers: [{name: c, image: i}]}
          """);
      budget(cluster, "maxUnavailable: 1");
      await(
          "failed",
          () ->
              PodConditions.find(read(cluster), "DisruptionAllowed")
                  .filter(each -> each.text("reason").equals("SyncFailed"))
                  .filter(
                      each ->
                          each.text("message")
                              .equals("daemonsets.apps does not implement the scale subresource"))
                  .isPresent());
      await("said so", () -> cluster.hasEvent("CalculateExpectedPodCountFailed"));
    }
  }

  @Test
  void aConditionOfADisruptionThatDidNotHappenIsTakenBack() {
    SteppedTiming timing = new SteppedTiming(Instant.now());
    try (NetworkCluster cluster =
        new NetworkCluster(timing).with(Map.of(), List.of(DisruptionController.KIND))) {
      cluster.pod("a", "{app: web}", "n1", "10.0.0.1", true);
      var pods = cluster.resource("v1", "pods");
      ObjectName name = new ObjectName("default", "a");
      ApiObject pod = pods.get(name);
      pods.updateStatus(
          pod.withStatus(
              status ->
                  status.with(
                      "conditions",
                      PodConditions.with(
                          status.array("conditions"),
                          PodConditions.condition(
                              "DisruptionTarget",
                              "True",
                              "EvictionByEvictionAPI",
                              "",
                              timing.now())))));
      await(
          "taken back",
          () -> {
            timing.advance(Duration.ofSeconds(30));
            return PodConditions.find(pods.get(name), "DisruptionTarget")
                .filter(each -> each.text("status").equals("False"))
                .isPresent();
          });
    }
  }
}
