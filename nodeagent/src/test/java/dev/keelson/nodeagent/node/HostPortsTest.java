package dev.keelson.nodeagent.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.nodeagent.spec.PodView;
import org.junit.jupiter.api.Test;

class HostPortsTest {
  private final HostPorts ports = new HostPorts();

  private static PodView pod(String rest) {
    return new PodView(
        InMemoryCluster.object(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: p, namespace: default}
            spec:
              containers:
              - name: c
                ports:
                - {containerPort: 80, %s}
            """
                .formatted(rest)));
  }

  private boolean takes(String key, String rest) {
    return ports.take(key, pod(rest)).isEmpty();
  }

  @Test
  void a_port_is_taken_once() {
    assertThat(takes("a", "hostPort: 80")).isTrue();
    assertThat(takes("a", "hostPort: 80")).as("again").isTrue();
    assertThat(ports.take("b", pod("hostPort: 80")).orElseThrow())
        .satisfies(
            why -> {
              assertThat(why.reason()).isEqualTo("NodePorts");
              assertThat(why.message())
                  .isEqualTo(
                      "Predicate NodePorts failed: node(s) didn't have free ports for the"
                          + " requested pod ports");
            });
    ports.release("a");
    assertThat(takes("b", "hostPort: 80")).isTrue();
  }

  @Test
  void addresses_and_protocols_keep_ports_apart() {
    assertThat(takes("a", "hostPort: 80, hostIP: 10.0.0.1")).isTrue();
    assertThat(takes("b", "hostPort: 80, hostIP: 10.0.0.2")).isTrue();
    assertThat(takes("c", "hostPort: 80, protocol: UDP")).isTrue();
    assertThat(takes("d", "hostPort: 80")).isFalse();
    assertThat(takes("e", "protocol: TCP")).as("none of the node's").isTrue();
  }

  @Test
  void a_taint_that_drives_pods_away_keeps_them_away() {
    JsonObject node =
        InMemoryCluster.object(
                """
                apiVersion: v1
                kind: Node
                metadata: {name: n}
                spec:
                  taints:
                  - {key: gone, effect: NoExecute}
                  - {key: full, effect: NoSchedule}
                """)
            .spec();
    PodView pod = pod("protocol: TCP");
    assertThat(Taints.rejection(pod, node)).isPresent();
    PodView bearing =
        new PodView(
            pod.object()
                .with(
                    "spec",
                    InMemoryCluster.object(
                            """
                            apiVersion: v1
                            kind: Pod
                            metadata: {name: p}
                            spec:
                              tolerations:
                              - {key: gone, operator: Exists, effect: NoExecute}
                            """)
                        .spec()));
    assertThat(Taints.rejection(bearing, node)).isEmpty();
  }
}
