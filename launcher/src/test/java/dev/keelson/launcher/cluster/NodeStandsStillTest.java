package dev.keelson.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.nodeagent.NodePool;
import dev.keelson.nodeagent.NodePoolConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A node's agent stops, as by SIGSTOP, and goes on: soon enough, or too late. Time is virtual. */
class NodeStandsStillTest {
  private static final Duration STEP = Duration.ofSeconds(5);
  private static final List<String> NODES = List.of("node-0", "node-1");

  private final EmbeddedCluster cluster =
      EmbeddedCluster.open(ClusterOptions.USUAL.withNodes(0).withVirtualTime());
  private final SteppedTiming timing = (SteppedTiming) cluster.timing();
  private final ApiClient client = cluster.client("test");

  @Test
  void itsPodsAreEvictedUnlessItIsBackInTime() {
    try (cluster;
        NodePool pool = NodePool.start(cluster.client("kubelet"), NodePoolConfig.named(NODES))) {
      BadDays.deploy(client, 4, "1");
      passUntil("all are ready", Set.of(), () -> readyPods().size() == 4);
      String still = readyPods().getFirst().spec().text("nodeName");
      Set<String> before = uids();

      pool.pause(still);
      passUntil("it is unknown", Set.of(still), () -> isUnreachable(still));
      passUntil(
          "its pods are not ready",
          Set.of(still),
          () -> readyPods().stream().noneMatch(pod -> isOn(pod, still)));
      pool.resume(still);
      passUntil("it is back", Set.of(), () -> isWell(still) && readyPods().size() == 4);
      pass(Duration.ofMinutes(7));
      assertThat(uids()).isEqualTo(before);

      pool.pause(still);
      passUntil(
          "its pods are elsewhere",
          Set.of(still),
          () -> readyPods().size() == 4 && readyPods().stream().noneMatch(pod -> isOn(pod, still)));
      assertThat(isUnreachable(still)).isTrue();
      assertThat(BadDays.pods(client).stream().filter(pod -> isOn(pod, still)))
          .allMatch(ApiObject::isBeingDeleted);
      pool.resume(still);
      passUntil(
          "what it still had is gone",
          Set.of(),
          () -> isWell(still) && BadDays.pods(client).size() == 4);
    }
  }

  private void pass(Duration time) {
    Instant until = timing.now().plus(time);
    passUntil("time passes", Set.of(), () -> !timing.now().isBefore(until));
  }

  /** Five seconds at a time; each time, who does not stand still has renewed its lease before. */
  private void passUntil(String what, Set<String> still, BooleanSupplier holds) {
    BadDays.await(
        what,
        () -> {
          if (NODES.stream().filter(name -> !still.contains(name)).allMatch(this::isFresh)) {
            timing.advance(STEP);
          } else {
            timing.advance(Duration.ofMillis(100));
          }
          return holds.getAsBoolean();
        });
  }

  private boolean isFresh(String node) {
    return client
        .resource("coordination.k8s.io/v1", "leases")
        .find(new ObjectName("kube-node-lease", node))
        .map(lease -> lease.spec().text("renewTime"))
        .filter(text -> !text.isEmpty())
        .filter(text -> Instant.parse(text).isAfter(timing.now().minusSeconds(15)))
        .isPresent();
  }

  private ApiObject node(String name) {
    return client.resource("v1", "nodes").get(new ObjectName("", name));
  }

  private boolean isUnreachable(String name) {
    return BadDays.condition(node(name), "Ready").equals("Unknown")
        && taints(name).contains("node.kubernetes.io/unreachable:NoExecute");
  }

  private boolean isWell(String name) {
    return BadDays.isTrue(node(name), "Ready") && taints(name).isEmpty();
  }

  private Set<String> taints(String name) {
    return node(name)
        .spec()
        .array("taints")
        .objects()
        .map(each -> each.text("key") + ":" + each.text("effect"))
        .collect(Collectors.toSet());
  }

  private List<ApiObject> readyPods() {
    return BadDays.pods(client).stream()
        .filter(pod -> BadDays.isActive(pod) && BadDays.isTrue(pod, "Ready"))
        .toList();
  }

  private static boolean isOn(ApiObject pod, String node) {
    return pod.spec().text("nodeName").equals(node);
  }

  private Set<String> uids() {
    return BadDays.pods(client).stream().map(ApiObject::uid).collect(Collectors.toSet());
  }
}
