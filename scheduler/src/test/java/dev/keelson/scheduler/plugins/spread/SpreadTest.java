package dev.keelson.scheduler.plugins.spread;

import static dev.keelson.scheduler.testing.TestNode.node;
import static dev.keelson.scheduler.testing.TestPod.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.testing.TestNode;
import dev.keelson.scheduler.testing.TestPod;
import dev.keelson.scheduler.testing.TestWorld;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Interference between workloads: pods that must or should lie evenly. */
class SpreadTest {
  private static final String NO = "node(s) didn't match pod topology spread constraints";
  private static final String LABEL = "never: " + NO + " (missing required label)";
  private static final String FOO =
      "labelSelector: {matchExpressions: [{key: foo, operator: Exists}]}";

  private static TestPod spread(int skew, String key, String more) {
    return pod("p")
        .labels("foo")
        .spec(
            "topologySpreadConstraints: [{maxSkew: %d, topologyKey: %s, whenUnsatisfiable: DoNotSchedule, %s}]"
                .formatted(skew, key, more));
  }

  private static TestWorld twoZones() {
    return TestWorld.of(
        node("node-a", "zone=zone1", "node=node-a"),
        node("node-b", "zone=zone1", "node=node-b"),
        node("node-x", "zone=zone2", "node=node-x"),
        node("node-y", "zone=zone2", "node=node-y"));
  }

  /** As {@code 2/1/0/3} says, on a, b, x, y. */
  private static TestWorld spread(int... counts) {
    TestWorld world = twoZones();
    String[] nodes = {"node-a", "node-b", "node-x", "node-y"};
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < counts[i]; j++) {
        world.and(pod("p-" + i + "-" + j).labels("foo").on(nodes[i]));
      }
    }
    return world;
  }

  private static Map<String, String> verdicts(TestWorld world, TestPod pod) {
    return world.verdicts(new PodTopologySpread(JsonObject.EMPTY, world), pod);
  }

  private static Map<String, String> abxy(String a, String b, String x, String y) {
    return Map.of("node-a", a, "node-b", b, "node-x", x, "node-y", y);
  }

  @Test
  void allFitWithoutOthers() {
    assertThat(verdicts(twoZones(), spread(1, "zone", FOO))).isEqualTo(abxy("", "", "", ""));
  }

  @Test
  void otherNamespacesAndPodsOnTheirWayOutDoNotCount() {
    TestWorld world =
        twoZones()
            .and(
                pod("a1").in("ns1").labels("foo").on("node-a"),
                pod("x1").labels("foo").on("node-x"),
                pod("y1").labels("foo").on("node-y"),
                pod("a2")
                    .labels("foo")
                    .on("node-a")
                    .metadata("deletionTimestamp: 2026-01-01T00:00:00Z"));
    assertThat(verdicts(world, spread(1, "zone", FOO))).isEqualTo(abxy("", "", NO, NO));
  }

  @Test
  void withoutASelectorNothingCounts() {
    assertThat(verdicts(spread(0, 0, 1, 1), spread(1, "zone", "minDomains: 1")))
        .isEqualTo(abxy("", "", "", ""));
  }

  @Test
  void evenZonesTakeMore() {
    assertThat(verdicts(spread(2, 1, 0, 3), spread(1, "zone", FOO)))
        .isEqualTo(abxy("", "", "", ""));
  }

  @Test
  void nodesWithoutTheLabelAreOut() {
    TestWorld world =
        twoZones()
            .and(node("node-b", "zon=zone1"))
            .and(
                pod("a1").labels("foo").on("node-a"),
                pod("x1").labels("foo").on("node-x"),
                pod("y1").labels("foo").on("node-y"));
    assertThat(verdicts(world, spread(1, "zone", FOO))).isEqualTo(abxy("", LABEL, NO, NO));
    assertThat(verdicts(twoZones(), spread(1, "rack", FOO)))
        .isEqualTo(abxy(LABEL, LABEL, LABEL, LABEL));
  }

  @Test
  void skewIsCountedFromTheEmptiest() {
    assertThat(verdicts(spread(2, 1, 0, 3), spread(1, "node", FOO)))
        .isEqualTo(abxy(NO, NO, "", NO));
    assertThat(verdicts(spread(2, 1, 0, 3), spread(2, "node", FOO)))
        .isEqualTo(abxy(NO, "", "", NO));
  }

  @Test
  void aPodThatDoesNotCountItselfFitsSooner() {
    assertThat(verdicts(spread(2, 1, 0, 3), spread(1, "node", FOO).labels("bar")))
        .isEqualTo(abxy(NO, "", "", NO));
  }

  @Test
  void nodesThatAffinityRefusesDoNotCount() {
    String affinity =
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms:"
            + " [{matchExpressions: [{key: node, operator: In, values: [node-a, node-y]}]}]}}}";
    TestPod pod = spread(1, "node", FOO).spec(affinity);
    assertThat(verdicts(spread(2, 1, 0, 3), pod)).containsEntry("node-a", "");
    TestPod ignoring = spread(1, "node", FOO + ", nodeAffinityPolicy: Ignore").spec(affinity);
    assertThat(verdicts(spread(2, 1, 0, 3), ignoring)).containsEntry("node-a", NO);
  }

  @Test
  void tooFewDomainsCountAsEmpty() {
    TestWorld world = spread(2, 2, 1, 0);
    world.and(node("node-y"));
    assertThat(verdicts(world, spread(2, "node", FOO + ", minDomains: 4")))
        .isEqualTo(abxy(NO, NO, "", LABEL));
    assertThat(verdicts(world, spread(2, "node", FOO + ", minDomains: 2")))
        .isEqualTo(abxy("", "", "", LABEL));
  }

  @Test
  void taintedNodesCountUnlessHonored() {
    TestWorld world = spread(1, 1, 0, 0);
    world.and(
        node("node-x", "zone=zone2", "node=node-x").spec("taints: [{key: t, effect: NoSchedule}]"),
        node("node-y", "zone=zone2"));
    assertThat(verdicts(world, spread(1, "node", FOO))).containsEntry("node-a", NO);
    assertThat(verdicts(world, spread(1, "node", FOO + ", nodeTaintsPolicy: Honor")))
        .containsEntry("node-a", "");
  }

  @Test
  void matchLabelKeysNarrowTheSelector() {
    TestWorld world =
        twoZones()
            .and(
                pod("a").labels("foo", "rev=1").on("node-a"),
                pod("b").labels("foo", "rev=1").on("node-b"));
    TestPod same = spread(1, "zone", FOO + ", matchLabelKeys: [rev]").labels("foo", "rev=1");
    TestPod next = spread(1, "zone", FOO + ", matchLabelKeys: [rev]").labels("foo", "rev=2");
    assertThat(verdicts(world, same)).isEqualTo(abxy(NO, NO, "", ""));
    assertThat(verdicts(world, next)).isEqualTo(abxy("", "", "", ""));
  }

  @Test
  void softConstraintsDoNotFilter() {
    TestPod soft =
        pod("p")
            .labels("foo")
            .spec(
                "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, "
                    + FOO
                    + "}]");
    assertThat(verdicts(spread(3, 0, 0, 0), soft)).isEqualTo(abxy("", "", "", ""));
  }

  private static final String HOST = "kubernetes.io/hostname";

  private static TestWorld hosts(int... counts) {
    TestWorld world = TestWorld.of();
    for (int i = 0; i < counts.length; i++) {
      String name = "node-" + (char) ('a' + i);
      world.and(node(name, HOST + "=" + name));
      for (int j = 0; j < counts[i]; j++) {
        world.and(pod("p-" + i + "-" + j).labels("foo").on(name));
      }
    }
    return world;
  }

  private static Map<String, Long> soft(TestWorld world, int skew, String selector) {
    TestPod pod =
        pod("p")
            .labels("foo")
            .spec(
                "topologySpreadConstraints: [{maxSkew: %d, topologyKey: %s, whenUnsatisfiable: ScheduleAnyway, %s}]"
                    .formatted(skew, HOST, selector));
    return world.scores(new PodTopologySpread(JsonObject.EMPTY, world), pod);
  }

  @Test
  void softConstraintsScoreEmptyDomainsHigher() {
    assertThat(soft(hosts(0, 0), 1, FOO)).isEqualTo(Map.of("node-a", 100L, "node-b", 100L));
    assertThat(soft(hosts(2, 1, 0, 3), 1, FOO))
        .isEqualTo(Map.of("node-a", 20L, "node-b", 60L, "node-c", 100L, "node-d", 0L));
    assertThat(soft(hosts(2, 1, 0, 3), 2, FOO))
        .isEqualTo(Map.of("node-a", 33L, "node-b", 66L, "node-c", 100L, "node-d", 16L));
    assertThat(soft(hosts(4, 3, 2, 1), 3, FOO))
        .isEqualTo(Map.of("node-a", 44L, "node-b", 66L, "node-c", 77L, "node-d", 100L));
    assertThat(soft(hosts(2, 1, 0, 3), 1, "minDomains: 1"))
        .isEqualTo(Map.of("node-a", 100L, "node-b", 100L, "node-c", 100L, "node-d", 100L));
  }

  @Test
  void nodesThatLackALabelScoreNothing() {
    TestWorld world = hosts(1, 0);
    world.and(node("node-c"));
    assertThat(soft(world, 1, FOO)).containsEntry("node-c", 0L).containsEntry("node-b", 100L);
  }

  @Test
  void servicesAndOwnersSayWhoBelongsTogether() {
    ApiObject service = InMemoryCluster.object("metadata: {name: s}\nspec: {selector: {foo: bar}}");
    ApiObject owner =
        InMemoryCluster.object("metadata: {name: rs}\nspec: {selector: {matchLabels: {app: web}}}");
    OwnSelector own =
        new OwnSelector(
            new OwnSelector.Owners() {
              @Override
              public List<ApiObject> services(String namespace) {
                return List.of(service);
              }

              @Override
              public Optional<ApiObject> owner(String resource, ObjectName name) {
                return resource.equals("replicasets") ? Optional.of(owner) : Optional.empty();
              }
            });
    TestPod pod = pod("p").labels("foo=bar", "app=web");
    assertThat(own.of(pod.object()).orElseThrow()).hasToString("foo=bar");
    assertThat(own.of(pod("q").object())).isEmpty();
    TestPod owned =
        pod.metadata(
            "ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: rs, controller: true}]");
    assertThat(own.of(owned.object()).orElseThrow()).hasToString("app=web,foo=bar");
  }

  private static boolean podHint(TestPod pod, Optional<TestPod> before, Optional<TestPod> after) {
    TestWorld world = TestWorld.of();
    return new PodTopologySpread(JsonObject.EMPTY, world)
        .eventsToRegister()
        .getFirst()
        .hint()
        .isWorthTrying(
            pod.view(),
            new ClusterChange.Pods(
                ClusterEvent.of(EventResource.ASSIGNED_POD, ClusterEvent.ADD),
                before.map(TestPod::view),
                after.map(TestPod::view)));
  }

  private static boolean nodeHint(
      TestPod pod, Optional<TestNode> before, Optional<TestNode> after) {
    TestWorld world = TestWorld.of();
    return new PodTopologySpread(JsonObject.EMPTY, world)
        .eventsToRegister()
        .get(1)
        .hint()
        .isWorthTrying(
            pod.view(),
            new ClusterChange.Nodes(
                ClusterEvent.of(EventResource.NODE, ClusterEvent.ADD),
                before.map(TestNode::view),
                after.map(TestNode::view)));
  }

  @Test
  void hintsHearOnlyWhatHelps() {
    TestPod pod = spread(1, "zone", FOO);
    Optional<TestPod> counts = Optional.of(pod("q").labels("foo").on("n"));
    Optional<TestPod> counts2 = Optional.of(pod("q").labels("foo", "a").on("n"));
    Optional<TestPod> not = Optional.of(pod("q").labels("bar").on("n"));
    Optional<TestPod> waits = Optional.of(pod("q").labels("foo"));
    assertThat(podHint(pod, Optional.empty(), counts)).isTrue();
    assertThat(podHint(pod, counts, Optional.empty())).isTrue();
    assertThat(podHint(pod, Optional.empty(), not)).isFalse();
    assertThat(podHint(pod, Optional.empty(), waits)).isFalse();
    assertThat(podHint(pod, counts, not)).isTrue();
    assertThat(podHint(pod, counts, counts2)).isFalse();

    Optional<TestNode> with = Optional.of(node("n", "zone=a"));
    Optional<TestNode> other = Optional.of(node("n", "zone=b"));
    Optional<TestNode> without = Optional.of(node("n"));
    assertThat(nodeHint(pod, Optional.empty(), with)).isTrue();
    assertThat(nodeHint(pod, Optional.empty(), without)).isFalse();
    assertThat(nodeHint(pod, with, Optional.empty())).isTrue();
    assertThat(nodeHint(pod, with, other)).isTrue();
    assertThat(nodeHint(pod, with, with)).isFalse();
  }
}
