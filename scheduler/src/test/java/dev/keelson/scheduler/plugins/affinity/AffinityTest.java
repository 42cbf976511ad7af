package dev.keelson.scheduler.plugins.affinity;

import static dev.keelson.scheduler.testing.TestNode.node;
import static dev.keelson.scheduler.testing.TestPod.pod;
import static org.assertj.core.api.Assertions.assertThat;

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

/** Affinity and anti-affinity between pods. */
class AffinityTest {
  private static final String AFFINITY = "never: node(s) didn't match pod affinity rules";
  private static final String ANTI = "node(s) didn't match pod anti-affinity rules";
  private static final String EXISTING = "node(s) didn't satisfy existing pods anti-affinity rules";

  /** Of kind podAffinity or podAntiAffinity, with {@code key=value} as what to match. */
  static String required(String kind, String label, String topologyKey) {
    String[] parts = label.split("=", 2);
    return "affinity: {%s: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {%s: '%s'}}, topologyKey: %s}]}}"
        .formatted(kind, parts[0], parts[1], topologyKey);
  }

  private static String preferred(String kind, String label, String topologyKey, int weight) {
    String[] parts = label.split("=", 2);
    return "affinity: {%s: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: %d, podAffinityTerm: {labelSelector: {matchLabels: {%s: '%s'}}, topologyKey: %s}}]}}"
        .formatted(kind, weight, parts[0], parts[1], topologyKey);
  }

  private static TestWorld world() {
    return TestWorld.of(
        node("a", "zone=1", "host=a"),
        node("b", "zone=1", "host=b"),
        node("c", "zone=2", "host=c"));
  }

  private static Map<String, String> verdicts(TestWorld world, TestPod pod) {
    return world.verdicts(new InterPodAffinity(JsonObject.EMPTY, world), pod);
  }

  private static Map<String, Long> scores(TestWorld world, String args, TestPod pod) {
    return world.scores(new InterPodAffinity(InMemoryCluster.object(args).tree(), world), pod);
  }

  @Test
  void affinityGoesWhereCompanyIs() {
    TestWorld world = world().and(pod("web").labels("app=web").on("a"));
    assertThat(verdicts(world, pod("p").spec(required("podAffinity", "app=web", "zone"))))
        .isEqualTo(Map.of("a", "", "b", "", "c", AFFINITY));
    assertThat(verdicts(world, pod("p").spec(required("podAffinity", "app=web", "host"))))
        .isEqualTo(Map.of("a", "", "b", AFFINITY, "c", AFFINITY));
    assertThat(
            verdicts(world, pod("p").in("other").spec(required("podAffinity", "app=web", "zone"))))
        .containsEntry("a", AFFINITY);
  }

  @Test
  void theFirstOfAGroupIsItsOwnCompany() {
    assertThat(
            verdicts(
                world().and(node("bare")),
                pod("p").labels("app=web").spec(required("podAffinity", "app=web", "zone"))))
        .isEqualTo(Map.of("a", "", "b", "", "c", "", "bare", AFFINITY));
    assertThat(verdicts(world(), pod("p").spec(required("podAffinity", "app=web", "zone"))))
        .containsEntry("a", AFFINITY);
  }

  @Test
  void antiAffinityKeepsApart() {
    TestWorld world = world().and(pod("web").labels("app=web").on("a"));
    assertThat(verdicts(world, pod("p").spec(required("podAntiAffinity", "app=web", "zone"))))
        .isEqualTo(Map.of("a", ANTI, "b", ANTI, "c", ""));
    assertThat(verdicts(world, pod("p").spec(required("podAntiAffinity", "app=web", "host"))))
        .isEqualTo(Map.of("a", ANTI, "b", "", "c", ""));
  }

  @Test
  void existingAntiAffinityCountsTheOtherWayRound() {
    TestWorld world =
        world().and(pod("loner").on("a").spec(required("podAntiAffinity", "app=web", "zone")));
    assertThat(verdicts(world, pod("p").labels("app=web")))
        .isEqualTo(Map.of("a", EXISTING, "b", EXISTING, "c", ""));
    assertThat(verdicts(world, pod("p").labels("app=db")))
        .isEqualTo(Map.of("a", "", "b", "", "c", ""));
  }

  @Test
  void replicasThatKeepApartFillEachNodeOnce() {
    TestPod replica = pod("r").labels("app=db").spec(required("podAntiAffinity", "app=db", "host"));
    TestWorld world =
        TestWorld.of(node("a", "host=a"), node("b", "host=b"))
            .and(
                new TestPod(replica.object().withMetadata(m -> m.with("uid", "1"))).on("a"),
                new TestPod(replica.object().withMetadata(m -> m.with("uid", "2"))).on("b"));
    assertThat(verdicts(world, replica)).isEqualTo(Map.of("a", ANTI, "b", ANTI));
  }

  @Test
  void allTermsOfAnAffinityMustMatchOnePod() {
    String both =
        """
        affinity:
          podAffinity:
            requiredDuringSchedulingIgnoredDuringExecution:
            - {labelSelector: {matchLabels: {a: '1'}}, topologyKey: zone}
            - {labelSelector: {matchLabels: {b: '1'}}, topologyKey: zone}
        """;
    assertThat(
            verdicts(
                world().and(pod("x").labels("a=1").on("a"), pod("y").labels("b=1").on("a")),
                pod("p").spec(both)))
        .containsEntry("a", AFFINITY);
    assertThat(verdicts(world().and(pod("x").labels("a=1", "b=1").on("a")), pod("p").spec(both)))
        .containsEntry("a", "");
  }

  @Test
  void emptyNamespaceSelectorMeansAllNamespaces() {
    TestWorld world = world().and(pod("web").in("other").labels("app=web").on("a"));
    String all =
        "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {app: web}}, topologyKey: host, namespaceSelector: {}}]}}";
    assertThat(verdicts(world, pod("p").spec(all))).containsEntry("a", ANTI);
    String named =
        "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {app: web}}, topologyKey: host, namespaces: [other]}]}}";
    assertThat(verdicts(world, pod("p").spec(named))).containsEntry("a", ANTI);
  }

  @Test
  void likesScoreByDomain() {
    TestWorld world = world().and(pod("web").labels("app=web").on("a"));
    assertThat(scores(world, "{}", pod("p").spec(preferred("podAffinity", "app=web", "zone", 5))))
        .isEqualTo(Map.of("a", 100L, "b", 100L, "c", 0L));
    assertThat(
            scores(world, "{}", pod("p").spec(preferred("podAntiAffinity", "app=web", "host", 5))))
        .isEqualTo(Map.of("a", 0L, "b", 100L, "c", 100L));
    assertThat(scores(world, "{}", pod("p"))).isEmpty();
  }

  @Test
  void othersLikesAndNeedsScoreToo() {
    TestWorld likes =
        world().and(pod("q").on("a").spec(preferred("podAffinity", "app=web", "host", 5)));
    TestPod web = pod("p").labels("app=web");
    assertThat(scores(likes, "{}", web)).isEqualTo(Map.of("a", 100L, "b", 0L, "c", 0L));
    assertThat(scores(likes, "ignorePreferredTermsOfExistingPods: true", web)).isEmpty();
    TestWorld needs =
        world().and(pod("q").on("a").spec(required("podAffinity", "app=web", "host")));
    assertThat(scores(needs, "{}", web)).isEqualTo(Map.of("a", 100L, "b", 0L, "c", 0L));
    assertThat(scores(needs, "hardPodAffinityWeight: 0", web)).isEmpty();
  }

  private static boolean podHint(TestPod pod, Optional<TestPod> before, Optional<TestPod> after) {
    return new InterPodAffinity(JsonObject.EMPTY, TestWorld.of())
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

  private static boolean nodeHint(TestPod pod, Optional<TestNode> before, TestNode after) {
    return new InterPodAffinity(JsonObject.EMPTY, TestWorld.of())
        .eventsToRegister()
        .get(1)
        .hint()
        .isWorthTrying(
            pod.view(),
            new ClusterChange.Nodes(
                ClusterEvent.of(EventResource.NODE, ClusterEvent.ADD),
                before.map(TestNode::view),
                Optional.of(after.view())));
  }

  @Test
  void hintsHearOnlyWhatHelps() {
    TestPod near = pod("p").spec(required("podAffinity", "app=web", "zone"));
    TestPod far = pod("p").spec(required("podAntiAffinity", "app=web", "zone"));
    Optional<TestPod> web = Optional.of(pod("q").labels("app=web").on("n"));
    Optional<TestPod> db = Optional.of(pod("q").labels("app=db").on("n"));
    Optional<TestPod> waiting = Optional.of(pod("q").labels("app=web"));
    assertThat(podHint(near, Optional.empty(), web)).isTrue();
    assertThat(podHint(near, Optional.empty(), db)).isFalse();
    assertThat(podHint(near, Optional.empty(), waiting)).isFalse();
    assertThat(podHint(near, db, web)).isTrue();
    assertThat(podHint(near, web, Optional.empty())).isFalse();
    assertThat(podHint(far, web, Optional.empty())).isTrue();
    assertThat(podHint(far, web, db)).isTrue();
    assertThat(podHint(far, db, Optional.empty())).isFalse();
    Optional<TestPod> loner =
        Optional.of(pod("q").on("n").spec(required("podAntiAffinity", "app=web", "zone")));
    assertThat(podHint(pod("p").labels("app=web"), loner, Optional.empty())).isTrue();

    TestNode zone = node("n", "zone=1");
    assertThat(nodeHint(near, Optional.empty(), zone)).isTrue();
    assertThat(nodeHint(near, Optional.empty(), node("n"))).isFalse();
    assertThat(nodeHint(near, Optional.of(zone), node("n", "zone=2"))).isTrue();
    assertThat(nodeHint(near, Optional.of(zone), zone)).isFalse();
    assertThat(nodeHint(far, Optional.of(zone), node("n"))).isTrue();
    assertThat(nodeHint(far, Optional.of(node("n")), zone)).isFalse();
  }
}
