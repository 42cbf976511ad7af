package dev.keelson.scheduler.preempt;

import static dev.keelson.scheduler.testing.TestNode.node;
import static dev.keelson.scheduler.testing.TestPod.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.plugin.PluginFailure;
import dev.keelson.scheduler.plugin.PostFilterResult;
import dev.keelson.scheduler.plugin.PreemptionExtender;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.plugin.Victims;
import dev.keelson.scheduler.testing.TestPod;
import dev.keelson.scheduler.testing.TestWorld;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Deadlines by priority: who goes for whom. */
class PreemptionTest {
  private static final int LOW = 0;
  private static final int MID = 100;
  private static final int HIGH = 1000;

  private static TestPod large(String name, int priority) {
    return pod(name).requests("cpu=3").priority(priority);
  }

  private static TestPod small(String name, int priority) {
    return pod(name).requests("cpu=1").priority(priority);
  }

  /** Nodes of four CPUs. */
  private static TestWorld nodes(String... names) {
    TestWorld world = PreemptionWorld.empty();
    for (String name : names) {
      world.and(node(name).allocatable("cpu=4"));
    }
    return world;
  }

  private static PreemptionWorld.Result preempt(TestWorld world, TestPod pod) {
    return PreemptionWorld.preempt(world, pod, List.of());
  }

  @Test
  void lowerPriorityGoesAndOnlyAsMuchAsNeeded() {
    TestWorld world =
        nodes("a").and(small("x", LOW).on("a"), small("y", MID).on("a"), large("w", LOW).on("a"));
    // 5 of 4 are taken on purpose: the large one has to go, then the small ones fit again.
    PreemptionWorld.Result result = preempt(world, small("p", HIGH));
    assertThat(result.node()).isEqualTo("a");
    assertThat(result.victims()).containsExactly("w");
  }

  @Test
  void equalPriorityStays() {
    TestWorld world = nodes("a").and(large("x", HIGH).on("a"));
    PreemptionWorld.Result result = preempt(world, large("p", HIGH));
    assertThat(result.node()).isEmpty();
    assertThat(result.victims()).isEmpty();
    assertThat(result.message())
        .isEqualTo(
            "preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.");
  }

  @Test
  void unresolvableNodesAreNotTried() {
    TestWorld world = nodes("a").and(node("tiny").allocatable("cpu=1"));
    world.and(large("x", HIGH).on("a"), small("y", LOW).on("tiny"));
    assertThat(preempt(world, large("p", HIGH)).message())
        .isEqualTo(
            "preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod,"
                + " 1 Preemption is not helpful for scheduling.");
  }

  @Test
  void neverMeansNever() {
    TestWorld world = nodes("a").and(large("x", LOW).on("a"));
    PreemptionWorld.Result result =
        preempt(world, large("p", HIGH).spec("preemptionPolicy: Never"));
    assertThat(result.victims()).isEmpty();
    assertThat(result.message())
        .isEqualTo("preemption: not eligible due to preemptionPolicy=Never.");
  }

  @Test
  void waitsWhileVictimsAreOnTheirWay() {
    TestWorld world =
        nodes("a")
            .and(
                large("x", LOW)
                    .on("a")
                    .metadata("deletionTimestamp: 2026-01-01T00:00:00Z")
                    .status(
                        "conditions: [{type: DisruptionTarget, status: 'True', reason: PreemptionByScheduler}]"));
    assertThat(preempt(world, large("p", HIGH).status("nominatedNodeName: a")).message())
        .isEqualTo("preemption: not eligible due to a terminating pod on the nominated node.");
  }

  @Test
  void theNodeWithTheLeastImportantVictimsIsChosen() {
    assertThat(
            preempt(
                    nodes("a", "b").and(large("x", MID).on("a"), large("y", LOW).on("b")),
                    large("p", HIGH))
                .node())
        .isEqualTo("b");
    // The same highest: the smaller sum.
    assertThat(
            preempt(
                    nodes("a", "b")
                        .and(
                            small("a1", MID).on("a"),
                            pod("a2").requests("cpu=2").priority(MID).on("a"),
                            small("b1", LOW).on("b"),
                            pod("b2").requests("cpu=2").priority(MID).on("b")),
                    pod("p").requests("cpu=4").priority(HIGH))
                .node())
        .isEqualTo("b");
    // Fewer victims.
    assertThat(
            preempt(
                    nodes("a", "b")
                        .and(
                            small("a1", -10).on("a"),
                            pod("a2").requests("cpu=2").priority(-10).on("a"),
                            large("b1", -10).on("b")),
                    pod("p").requests("cpu=4").priority(HIGH))
                .node())
        .isEqualTo("b");
    // Started last.
    assertThat(
            preempt(
                    nodes("a", "b")
                        .and(
                            large("x", LOW).on("a").status("startTime: 2025-01-01T00:00:00Z"),
                            large("y", LOW).on("b").status("startTime: 2025-06-01T00:00:00Z")),
                    large("p", HIGH))
                .node())
        .isEqualTo("b");
  }

  private static final String BUDGET =
      """
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: {name: pdb, namespace: default}
      spec: {selector: {matchLabels: {app: foo}}}
      status: {disruptionsAllowed: %d}
      """;

  @Test
  void budgetsAreKeptWherePossible() {
    TestWorld world =
        nodes("a", "b").and(large("x", LOW).labels("app=foo").on("a"), large("y", MID).on("b"));
    PreemptionWorld.Result result =
        PreemptionWorld.preempt(world, large("p", HIGH), List.of(BUDGET.formatted(0)));
    assertThat(result.node()).isEqualTo("b");
    assertThat(
            PreemptionWorld.preempt(world, large("p", HIGH), List.of(BUDGET.formatted(1))).node())
        .isEqualTo("a");
  }

  @Test
  void protectedPodsComeBackFirst() {
    TestWorld world =
        nodes("a")
            .and(
                pod("x").requests("cpu=2").priority(LOW).labels("app=foo").on("a"),
                pod("y").requests("cpu=2").priority(MID).on("a"));
    assertThat(
            PreemptionWorld.preempt(
                    world, pod("p").requests("cpu=2").priority(HIGH), List.of(BUDGET.formatted(0)))
                .victims())
        .containsExactly("y");
    assertThat(preempt(world, pod("p").requests("cpu=2").priority(HIGH)).victims())
        .containsExactly("x");
  }

  @Test
  void victimsAreMarkedAndDeletedAndLowerNominationsCleared() {
    TestWorld world = nodes("a").and(large("x", LOW).on("a"));
    PodView waiting = large("w", MID).view();
    world.nominate(waiting, "a");
    PreemptionWorld.Result result = preempt(world, large("p", HIGH));
    List<ApiCall> calls = result.calls();
    assertThat(calls).extracting(ApiCall::method).containsExactly("PATCH", "PATCH", "DELETE");
    assertThat(calls)
        .extracting(ApiCall::path)
        .containsExactly(
            "/api/v1/namespaces/default/pods/w/status",
            "/api/v1/namespaces/default/pods/x/status",
            "/api/v1/namespaces/default/pods/x");
    assertThat(PreemptionWorld.body(calls.getFirst()))
        .isEqualTo(InMemoryCluster.object("{\"status\": {\"nominatedNodeName\": null}}").tree());
    JsonObject condition =
        (JsonObject) PreemptionWorld.body(calls.get(1)).object("status").array("conditions").get(0);
    assertThat(condition.text("type")).isEqualTo("DisruptionTarget");
    assertThat(condition.text("reason")).isEqualTo("PreemptionByScheduler");
    assertThat(condition.text("message"))
        .isEqualTo("default-scheduler: preempting to accommodate a higher priority pod");
    assertThat(world.nominatedFor("a")).isEmpty();
    assertThat(world.events).hasSize(1);
    assertThat(world.events.getFirst().message()).isEqualTo("Preempted by pod uid-p on node a");
    assertThat(world.events.getFirst().reason()).isEqualTo("Preempted");
  }

  @Test
  void thePodStaysOutOfTheQueueUntilItsVictimsAreTold() {
    TestWorld world = nodes("a").and(large("x", LOW).on("a"));
    assertThat(PreemptionWorld.gateWhileRunning(world, large("p", HIGH)))
        .containsExactly(
            Verdict.unresolvable("waiting for the preemption for this pod to be finished"),
            Verdict.SUCCESS);
  }

  @Test
  void extendersHaveASay() {
    TestWorld world = nodes("a", "b").and(large("x", MID).on("a"), large("y", LOW).on("b"));
    world.extenders.add(new Only("a", false));
    assertThat(preempt(world, large("p", HIGH)).node()).isEqualTo("a");
    world.extenders.set(0, new Only("nowhere", false));
    assertThat(preempt(world, large("p", HIGH)).message())
        .isEqualTo("preemption: no candidate node for preemption");
    world.extenders.set(0, new Only("", true));
    assertThat(preempt(world, large("p", HIGH)).node()).isEqualTo("b");
    world.extenders.set(0, new Only("", false));
    assertThat(preempt(world, large("p", HIGH)).message()).isEqualTo("preemption: down");
  }

  /**
   * @param node "": it fails
   */
  private record Only(String node, boolean isIgnorable) implements PreemptionExtender {
    @Override
    public String name() {
      return "only";
    }

    @Override
    public boolean isInterestedIn(PodView pod) {
      return true;
    }

    @Override
    public Map<String, Victims> process(
        PodView pod, Map<String, Victims> candidates, Snapshot snapshot) {
      if (node.isEmpty()) {
        throw new PluginFailure("down");
      }
      Victims victims = candidates.get(node);
      return victims == null ? Map.of() : Map.of(node, victims);
    }
  }

  @Test
  void looksAtATenthOfTheNodesButAHundredAtLeast() {
    TestWorld world = PreemptionWorld.empty();
    DefaultPreemption plugin = new DefaultPreemption(JsonObject.EMPTY, world);
    assertThat(plugin.enough(50)).isEqualTo(50);
    assertThat(plugin.enough(500)).isEqualTo(100);
    assertThat(plugin.enough(5000)).isEqualTo(500);
    assertThatThrownBy(
            () ->
                new DefaultPreemption(
                    InMemoryCluster.object(
                            "{\"minCandidateNodesPercentage\": 0, \"minCandidateNodesAbsolute\": 0}")
                        .tree(),
                    world))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPodThatIsGonePreemptsNobody() {
    TestWorld world = nodes("a").and(large("x", LOW).on("a"));
    PostFilterResult result = PreemptionWorld.preemptUnknown(world, large("p", HIGH));
    assertThat(result.verdict()).isEqualTo(Verdict.failed("preemption: pod \"p\" not found"));
  }
}
