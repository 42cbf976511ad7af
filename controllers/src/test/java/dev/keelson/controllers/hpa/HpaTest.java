package dev.keelson.controllers.hpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.basis.Conditions;
import dev.keelson.controllers.cluster.Bench;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HpaTest {
  private final AtomicReference<ScriptedMetrics> scripted = new AtomicReference<>();
  private final Bench bench =
      Bench.open(
          server -> {
            scripted.set(new ScriptedMetrics(server));
            return scripted.get();
          });
  private final ScriptedMetrics metrics = scripted.get();

  @BeforeEach
  void start() {
    bench.create(
        "apps/v1",
        "deployments",
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: default}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: c, image: i, resources: {requests: {cpu: 100m}}}]}
        """);
    for (int i = 0; i < 2; i++) {
      bench.createWithStatus(
          "v1",
          "pods",
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: web-%d, namespace: default, labels: {app: web}}
          spec: {containers: [{name: c, image: i, resources: {requests: {cpu: 100m}}}]}
          status:
            phase: Running
            startTime: "2020-01-01T00:00:00Z"
            conditions: [{type: Ready, status: "True", lastTransitionTime: "2020-01-01T00:00:05Z"}]
          """
              .formatted(i));
    }
    metrics.pods = 2;
    bench.create(
        "autoscaling/v2",
        "horizontalpodautoscalers",
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: web, namespace: default}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
          minReplicas: 1
          maxReplicas: 10
          metrics:
          - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}
        """);
    var pods = bench.context().informers().of("v1", "pods");
    bench.run(HorizontalPodAutoscaling.KIND);
    for (int i = 0; i < 2; i++) {
      bench.awaitSeen(pods, "web-" + i, each -> each.status().text("phase").equals("Running"));
    }
  }

  @AfterEach
  void end() {
    bench.close();
  }

  private long replicas() {
    return bench.get("apps/v1", "deployments", "default", "web").spec().number("replicas", -1);
  }

  private ApiObject hpa() {
    return bench.get("autoscaling/v2", "horizontalpodautoscalers", "default", "web");
  }

  private String reason(String condition) {
    return Conditions.find(hpa().status().array("conditions"), condition)
        .map(each -> each.text("reason"))
        .orElse("");
  }

  /** Looks until it has been said so of the autoscaler. */
  private void stepTo(String condition, String reason) {
    bench.stepUntil(condition + " " + reason, _ -> reason(condition).equals(reason));
  }

  @Test
  void withoutMetricsItSaysSoAndScalesNothing() {
    stepTo("ScalingActive", "FailedGetResourceMetric");
    String cause =
        "failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch"
            + " metrics from resource metrics API: the server could not find the requested resource"
            + " (get pods.metrics.k8s.io)";
    assertThat(
            Conditions.find(hpa().status().array("conditions"), "ScalingActive")
                .orElseThrow()
                .text("message"))
        .isEqualTo("the HPA was unable to compute the replica count: " + cause);
    assertThat(bench.hasEvent("FailedGetResourceMetric", cause)).isTrue();
    assertThat(
            bench.hasEvent(
                "FailedComputeMetricsReplicas",
                "invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource"
                    + " metric value: "
                    + cause))
        .isTrue();
    assertThat(replicas()).isEqualTo(2);
  }

  @Test
  void itScalesUpByUseAndDownOnlyAfterTheWindow() {
    metrics.cpu = "100m";
    bench.stepUntil("scaled up", _ -> replicas() == 4);
    InMemoryCluster.await("status", () -> hpa().status().number("desiredReplicas", 0) == 4);
    assertThat(
            bench.hasEvent(
                "SuccessfulRescale",
                "New size: 4; reason: cpu resource utilization (percentage of request) above target"))
        .isTrue();
    assertThat(
            hpa()
                .status()
                .array("currentMetrics")
                .objects()
                .findFirst()
                .orElseThrow()
                .object("resource")
                .object("current"))
        .isEqualTo(Bench.object("{averageUtilization: 100, averageValue: 100m}").tree());

    long scaled = bench.timing.nanos();
    metrics.cpu = "10m";
    stepTo("AbleToScale", "ScaleDownStabilized");
    assertThat(replicas()).isEqualTo(4);
    bench.stepUntil("scaled down", _ -> replicas() == 1);
    assertThat(Duration.ofNanos(bench.timing.nanos() - scaled))
        .isGreaterThan(Duration.ofSeconds(270));
  }

  @Test
  void whatIsWithinToleranceStays() {
    metrics.cpu = "52m";
    stepTo("ScalingLimited", "DesiredWithinRange");
    assertThat(reason("AbleToScale")).isEqualTo("ReadyForNewScale");
    assertThat(replicas()).isEqualTo(2);
  }
}
