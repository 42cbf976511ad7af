package dev.keelson.controllers.hpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.controllers.cluster.Bench;
import dev.keelson.controllers.pod.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Cases of upstream's {@code TestReplicaCalc…}. */
class ReplicaMathTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final PodGroups.Ages AGES =
      new PodGroups.Ages(Duration.ofMinutes(2), Duration.ofSeconds(10), NOW);
  private static final Tolerances TOLERANCES = new Tolerances(0.1, 0.1);

  private final List<PodView> pods = new ArrayList<>();
  private final Map<String, PodMetric> metrics = new HashMap<>();

  private ReplicaMathTest pod(String phase, String ready, String request) {
    pods.add(
        new PodView(
            Bench.object(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: p%d, namespace: n}
                spec:
                  containers:
                  - {name: c, resources: {requests: {cpu: "%s"}}}
                status:
                  phase: %s
                  startTime: "2026-06-01T11:00:00Z"
                  conditions: [{type: Ready, status: "%s", lastTransitionTime: "2026-06-01T11:00:05Z"}]
                """
                    .formatted(pods.size(), request, phase, ready))));
    return this;
  }

  private ReplicaMathTest ready(int count) {
    for (int i = 0; i < count; i++) {
      pod("Running", "True", "1");
    }
    return this;
  }

  private ReplicaMathTest use(long... milli) {
    for (int i = 0; i < milli.length; i++) {
      metrics.put("p" + i, new PodMetric(NOW, Duration.ofMinutes(1), milli[i]));
    }
    return this;
  }

  private Proposal cpu(int current, int percent) throws MetricFailure {
    return new ReplicaMath(current, TOLERANCES, pods, AGES)
        .utilization(metrics, "cpu", "", percent);
  }

  @Test
  void moreUseMeansMorePods() throws Exception {
    assertThat(ready(3).use(300, 500, 700).cpu(3, 30)).isEqualTo(new Proposal(5, 50, 500));
  }

  @Test
  void unreadyPodsAreTakenToUseNothingOnTheWayUp() throws Exception {
    pod("Running", "False", "1").pod("Running", "True", "1").pod("Running", "True", "1");
    assertThat(use(100, 500, 700).cpu(3, 30).replicas()).isEqualTo(4);
  }

  @Test
  void pendingPodsAreTakenToUseNothingOnTheWayUp() throws Exception {
    ready(2).pod("Pending", "False", "1").pod("Pending", "False", "1");
    assertThat(use(500, 600).cpu(4, 30).replicas()).isEqualTo(4);
  }

  @Test
  void failedPodsDoNotCount() throws Exception {
    ready(2).pod("Failed", "False", "1").pod("Failed", "False", "1");
    assertThat(use(500, 700).cpu(2, 30).replicas()).isEqualTo(4);
  }

  @Test
  void lessUseMeansFewerPods() throws Exception {
    assertThat(ready(5).use(100, 300, 500, 250, 250).cpu(5, 50))
        .isEqualTo(new Proposal(3, 28, 280));
  }

  @Test
  void whatIsWithinToleranceStays() throws Exception {
    pod("Running", "True", "0.9").pod("Running", "True", "1").pod("Running", "True", "1.1");
    assertThat(use(1010, 1030, 1020).cpu(3, 100)).isEqualTo(new Proposal(3, 102, 1020));
  }

  @Test
  void missingPodsAreTakenToUseAllOnTheWayDown() throws Exception {
    assertThat(ready(4).use(100, 300).cpu(4, 50).replicas()).isEqualTo(4);
  }

  @Test
  void missingPodsAreTakenToUseNothingOnTheWayUp() throws Exception {
    assertThat(ready(4).use(1000, 1000).cpu(4, 20).replicas()).isEqualTo(10);
  }

  @Test
  void averagesAndTotals() throws Exception {
    ready(3).use(20000, 10000, 30000);
    ReplicaMath math = new ReplicaMath(3, TOLERANCES, pods, AGES);
    assertThat(math.average(metrics, "", 15000)).isEqualTo(new Proposal(4, 0, 20000));
    assertThat(math.total(8600, 4400)).isEqualTo(new Proposal(6, 0, 8600));
    assertThat(math.totalPerPod(8600, 2150, 3)).isEqualTo(new Proposal(4, 0, 2867));
    assertThat(new ReplicaMath(0, TOLERANCES, pods, AGES).total(10000, 1000).replicas())
        .isEqualTo(10);
  }

  @Test
  void podsWithoutARequestHaveNoUtilization() {
    pods.add(
        new PodView(
            Bench.object(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: p0}
                spec: {containers: [{name: c}]}
                status:
                  phase: Running
                  startTime: "2026-06-01T11:00:00Z"
                  conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-06-01T11:00:05Z"}]
                """)));
    assertThatThrownBy(() -> use(100).cpu(1, 50))
        .hasMessage("missing request for cpu in container c of Pod p0");
  }
}
