package dev.keelson.controllers.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.controllers.node.NodeView;
import dev.keelson.controllers.node.Taint;
import org.junit.jupiter.api.Test;

class TaintPlanTest {
  private static NodeView node(String yaml) {
    return new NodeView(InMemoryCluster.object("apiVersion: v1\nkind: Node\n" + yaml));
  }

  @Test
  void conditionsAndCordonBecomeNoScheduleTaints() {
    TaintPlan plan =
        TaintPlan.ofNoSchedule(
            node(
                """
                spec: {unschedulable: true}
                status:
                  conditions:
                  - {type: Ready, status: "Unknown"}
                  - {type: MemoryPressure, status: "True"}
                  - {type: DiskPressure, status: "False"}
                  - {type: NetworkUnavailable, status: "True"}
                """));
    assertThat(plan.wanted())
        .extracting(Taint::key)
        .containsExactly(
            Taint.MEMORY_PRESSURE,
            Taint.NETWORK_UNAVAILABLE,
            Taint.UNREACHABLE,
            Taint.UNSCHEDULABLE);
    assertThat(plan.wanted()).extracting(Taint::effect).containsOnly(Taint.NO_SCHEDULE);
  }

  @Test
  void onlyItsOwnTaintsAreTakenAway() {
    TaintPlan plan =
        TaintPlan.ofNoSchedule(
            node(
                """
                spec:
                  taints:
                  - {key: node.kubernetes.io/disk-pressure, effect: NoSchedule}
                  - {key: node.kubernetes.io/not-ready, effect: NoExecute}
                  - {key: example.com/mine, effect: NoSchedule}
                status: {conditions: [{type: Ready, status: "True"}]}
                """));
    assertThat(plan.wanted()).isEmpty();
    assertThat(plan.unwanted()).extracting(Taint::key).containsExactly(Taint.DISK_PRESSURE);
  }

  @Test
  void oldLabelsFollowThePresentOnes() {
    assertThat(
            TaintPlan.labels(
                    node(
                        """
                        metadata:
                          labels: {kubernetes.io/os: linux, kubernetes.io/arch: arm64,
                                   beta.kubernetes.io/arch: amd64}
                        """))
                .texts())
        .containsEntry("beta.kubernetes.io/os", "linux")
        .containsEntry("beta.kubernetes.io/arch", "arm64");
  }
}
