package dev.keelson.scheduler.plugins.resources;

import static dev.keelson.scheduler.testing.TestNode.node;
import static dev.keelson.scheduler.testing.TestPod.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.testing.TestNode;
import dev.keelson.scheduler.testing.TestPod;
import dev.keelson.scheduler.testing.TestWorld;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Individual and collective needs of resources. */
class ResourcesTest {
  private static final NodeResourcesFit FIT = new NodeResourcesFit(JsonObject.EMPTY);

  private static JsonObject json(String yaml) {
    return InMemoryCluster.object(yaml).tree();
  }

  private static String verdict(TestPod pod, TestNode node, TestPod... there) {
    return TestWorld.of(node).and(there).verdicts(FIT, pod).getOrDefault(node.view().name(), "?");
  }

  private static final TestNode TEN = node("n").allocatable("cpu=10m", "memory=20", "pods=32");

  @Test
  void individualNeeds() {
    TestPod busy = pod("q").on("n").requests("cpu=8m", "memory=19");
    assertThat(verdict(pod("p"), TEN, busy)).isEmpty();
    assertThat(verdict(pod("p").requests("cpu=1m", "memory=1"), TEN, busy)).isEmpty();
    assertThat(verdict(pod("p").requests("cpu=2m", "memory=2"), TEN, busy))
        .isEqualTo("Insufficient memory");
    assertThat(verdict(pod("p").requests("cpu=3m", "memory=1"), TEN, busy))
        .isEqualTo("Insufficient cpu");
    assertThat(verdict(pod("p").requests("cpu=3m", "memory=2"), TEN, busy))
        .isEqualTo("Insufficient cpu, Insufficient memory");
    assertThat(verdict(pod("p").requests("cpu=11m"), TEN)).isEqualTo("never: Insufficient cpu");
    assertThat(verdict(pod("p").requests("ephemeral-storage=1"), TEN))
        .isEqualTo("never: Insufficient ephemeral-storage");
  }

  @Test
  void collectiveNeedsOfContainersInitContainersAndSidecars() {
    TestPod busy = pod("q").on("n").requests("cpu=8m", "memory=19");
    assertThat(verdict(pod("p").sums("cpu=1m", "cpu=1m"), TEN, busy)).isEmpty();
    assertThat(verdict(pod("p").sums("cpu=1m", "cpu=2m"), TEN, busy)).isEqualTo("Insufficient cpu");
    String init = "initContainers: [{name: i, resources: {requests: {cpu: %s}}%s}]";
    assertThat(verdict(pod("p").requests("cpu=1m").spec(init.formatted("2m", "")), TEN, busy))
        .isEmpty();
    assertThat(verdict(pod("p").requests("cpu=1m").spec(init.formatted("3m", "")), TEN, busy))
        .isEqualTo("Insufficient cpu");
    assertThat(
            verdict(
                pod("p").requests("cpu=1m").spec(init.formatted("2m", ", restartPolicy: Always")),
                TEN,
                busy))
        .isEqualTo("Insufficient cpu");
  }

  @Test
  void collectiveNeedsOfThePodItselfAndItsOverhead() {
    assertThat(verdict(pod("p").requests("cpu=1m").spec("overhead: {cpu: 10m}"), TEN))
        .isEqualTo("never: Insufficient cpu");
    assertThat(verdict(pod("p").requests("cpu=1m").spec("resources: {requests: {cpu: 11m}}"), TEN))
        .isEqualTo("never: Insufficient cpu");
  }

  @Test
  void nodesTakeSoManyPods() {
    TestNode one = node("n").allocatable("cpu=10m", "pods=1");
    assertThat(verdict(pod("p"), one, pod("q").on("n"))).isEqualTo("Too many pods");
    assertThat(verdict(pod("p").requests("cpu=10m"), one, pod("q").on("n").requests("cpu=1m")))
        .isEqualTo("Too many pods, Insufficient cpu");
  }

  @Test
  void hardwareConstraintByExtendedResource() {
    TestNode gpus = node("n").allocatable("cpu=1", "example.com/gpu=5", "hugepages-2Mi=5");
    TestPod three = pod("q").on("n").requests("example.com/gpu=3");
    assertThat(verdict(pod("p").requests("example.com/gpu=2"), gpus, three)).isEmpty();
    assertThat(verdict(pod("p").requests("example.com/gpu=3"), gpus, three))
        .isEqualTo("Insufficient example.com/gpu");
    assertThat(verdict(pod("p").requests("example.com/gpu=6"), gpus))
        .isEqualTo("never: Insufficient example.com/gpu");
    assertThat(verdict(pod("p").requests("example.com/fpga=1"), gpus))
        .isEqualTo("never: Insufficient example.com/fpga");
    assertThat(verdict(pod("p").requests("hugepages-2Mi=6"), gpus))
        .isEqualTo("never: Insufficient hugepages-2Mi");
    // What is no name of a resource that is counted does not count.
    assertThat(verdict(pod("p").requests("gpu=1"), gpus)).isEmpty();
  }

  @Test
  void extendersSeeToIgnoredResources() {
    TestWorld world = TestWorld.of(node("n").allocatable("cpu=1"));
    TestPod pod = pod("p").requests("example.com/gpu=1");
    assertThat(
            world.verdicts(new NodeResourcesFit(json("ignoredResources: [example.com/gpu]")), pod))
        .isEqualTo(Map.of("n", ""));
    assertThat(
            world.verdicts(new NodeResourcesFit(json("ignoredResourceGroups: [example.com]")), pod))
        .isEqualTo(Map.of("n", ""));
    assertThatThrownBy(() -> new NodeResourcesFit(json("ignoredResourceGroups: [a/b]")))
        .hasMessageContaining("resource group name can't contain '/'");
  }

  @Test
  void leastAllocatedPrefersRoom() {
    TestWorld world =
        TestWorld.of(
            node("node1").allocatable("cpu=4", "memory=10000"),
            node("node2").allocatable("cpu=6", "memory=10000"));
    assertThat(world.scores(FIT, pod("p").requests("cpu=3", "memory=5000")))
        .isEqualTo(Map.of("node1", 37L, "node2", 50L));
  }

  @Test
  void mostAllocatedPrefersFullNodes() {
    TestWorld world =
        TestWorld.of(
            node("node1").allocatable("cpu=4", "memory=10000"),
            node("node2").allocatable("cpu=6", "memory=10000"));
    assertThat(
            world.scores(
                new NodeResourcesFit(json("scoringStrategy: {type: MostAllocated}")),
                pod("p").requests("cpu=3", "memory=5000")))
        .isEqualTo(Map.of("node1", 62L, "node2", 50L));
  }

  @Test
  void requestedToCapacityRatioFollowsItsShape() {
    JsonObject args =
        json(
            """
            scoringStrategy:
              type: RequestedToCapacityRatio
              resources: [{name: intel.com/foo, weight: 1}]
              requestedToCapacityRatio:
                shape: [{utilization: 0, score: 0}, {utilization: 100, score: 1}]
            """);
    TestWorld world =
        TestWorld.of(
                node("node1").allocatable("intel.com/foo=8"),
                node("node2").allocatable("intel.com/foo=4"))
            .and(pod("q").on("node2").requests("intel.com/foo=2"));
    assertThat(world.scores(new NodeResourcesFit(args), pod("p").requests("intel.com/foo=2")))
        .isEqualTo(Map.of("node1", 2L, "node2", 10L));
    assertThatThrownBy(
            () -> new NodeResourcesFit(json("scoringStrategy: {type: RequestedToCapacityRatio}")))
        .hasMessageContaining("must be specified");
    assertThatThrownBy(
            () ->
                new NodeResourcesFit(
                    json(
                        "scoringStrategy: {type: RequestedToCapacityRatio, requestedToCapacityRatio:"
                            + " {shape: [{utilization: 5, score: 1}, {utilization: 5, score: 2}]}}")))
        .hasMessageContaining("increasing order");
  }

  @Test
  void interferenceIsEvenedOutByBalance() {
    // 1/2 of the CPU and 1/2 of the memory against 1/2 and 1/4.
    assertThat(Balance.score(new long[] {5, 5}, new long[] {10, 10})).isEqualTo(100);
    assertThat(Balance.score(new long[] {5, 5}, new long[] {10, 20})).isEqualTo(87);
    assertThat(Balance.score(new long[] {5, 5, 5}, new long[] {10, 20, 0})).isEqualTo(87);
    assertThat(Balance.score(new long[] {0, 5, 10}, new long[] {10, 10, 10})).isEqualTo(59);
    BalancedAllocation plugin = new BalancedAllocation(JsonObject.EMPTY);
    TestWorld world =
        TestWorld.of(
                node("cpu-heavy").allocatable("cpu=10", "memory=10"),
                node("empty").allocatable("cpu=10", "memory=10"))
            .and(pod("q").on("cpu-heavy").requests("cpu=5"));
    assertThat(world.scores(plugin, pod("p").requests("memory=5")))
        .isEqualTo(Map.of("cpu-heavy", 87L, "empty", 62L));
    assertThat(world.scores(plugin, pod("p"))).isEmpty();
  }

  private static boolean podHint(TestPod pod, TestPod before, Optional<TestPod> after) {
    ClusterEvent event = ClusterEvent.of(EventResource.ASSIGNED_POD, ClusterEvent.DELETE);
    return FIT.eventsToRegister()
        .getFirst()
        .hint()
        .isWorthTrying(
            pod.view(),
            new ClusterChange.Pods(event, Optional.of(before.view()), after.map(TestPod::view)));
  }

  private static boolean nodeHint(TestPod pod, Optional<TestNode> before, TestNode after) {
    ClusterEvent event = ClusterEvent.of(EventResource.NODE, ClusterEvent.ADD);
    return FIT.eventsToRegister()
        .get(1)
        .hint()
        .isWorthTrying(
            pod.view(),
            new ClusterChange.Nodes(event, before.map(TestNode::view), Optional.of(after.view())));
  }

  @Test
  void hintsHearOnlyWhatHelps() {
    TestPod pod = pod("p").requests("cpu=2");
    TestPod bound = pod("q").on("n").requests("cpu=2");
    assertThat(podHint(pod, bound, Optional.empty())).isTrue();
    assertThat(podHint(pod, pod("q"), Optional.empty())).isFalse();
    assertThat(podHint(pod, bound, Optional.of(bound.requests("cpu=1")))).isTrue();
    assertThat(podHint(pod, bound, Optional.of(bound.requests("cpu=2", "memory=1")))).isFalse();

    TestNode small = node("n").allocatable("cpu=1");
    TestNode large = node("n").allocatable("cpu=3");
    assertThat(nodeHint(pod, Optional.empty(), large)).isTrue();
    assertThat(nodeHint(pod, Optional.empty(), small)).isFalse();
    assertThat(nodeHint(pod, Optional.of(small), large)).isTrue();
    assertThat(nodeHint(pod, Optional.of(large), large)).isFalse();
  }
}
