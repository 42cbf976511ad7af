package dev.keelson.scheduler.plugins;

import static dev.keelson.scheduler.testing.TestNode.node;
import static dev.keelson.scheduler.testing.TestPod.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.plugin.Plugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.plugins.gang.GangScheduling;
import dev.keelson.scheduler.testing.TestNode;
import dev.keelson.scheduler.testing.TestPod;
import dev.keelson.scheduler.testing.TestWorld;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Hardware, software and policy constraints: what nodes say of themselves. */
class NodeConstraintsTest {
  private static final String SELECTOR = "never: node(s) didn't match Pod's node affinity/selector";

  private static boolean hint(
      Plugin plugin, TestPod pod, Optional<TestNode> before, Optional<TestNode> after) {
    ClusterEvent event = ClusterEvent.of(EventResource.NODE, ClusterEvent.ADD);
    return plugin.eventsToRegister().stream()
        .filter(each -> each.event().resource() == EventResource.NODE)
        .anyMatch(
            each ->
                each.hint()
                    .isWorthTrying(
                        pod.view(),
                        new ClusterChange.Nodes(
                            event, before.map(TestNode::view), after.map(TestNode::view))));
  }

  private static JsonObject json(String yaml) {
    return InMemoryCluster.object(yaml).tree();
  }

  private static TestPod affine(String terms) {
    return pod("p")
        .spec(
            "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
                + " {nodeSelectorTerms: "
                + terms
                + "}}}");
  }

  @Test
  void hardwareConstraintByNodeSelectorAndArchitecture() {
    TestWorld world =
        TestWorld.of(
            node("ssd", "disk=ssd", "kubernetes.io/arch=arm64"),
            node("hdd", "disk=hdd", "kubernetes.io/arch=amd64"));
    assertThat(
            world.verdicts(
                new NodeAffinity(JsonObject.EMPTY), pod("p").spec("nodeSelector: {disk: ssd}")))
        .isEqualTo(Map.of("ssd", "", "hdd", SELECTOR));
    assertThat(
            world.verdicts(
                new NodeAffinity(JsonObject.EMPTY),
                affine(
                    "[{matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [amd64]}]}]")))
        .isEqualTo(Map.of("ssd", SELECTOR, "hdd", ""));
  }

  @Test
  void softwareConstraintByOperatingSystemAndDeclaredFeature() {
    TestWorld world =
        TestWorld.of(
            node("linux", "kubernetes.io/os=linux")
                .status("declaredFeatures: [UserNamespacesHostNetworkSupport]"),
            node("windows", "kubernetes.io/os=windows"));
    assertThat(
            world.verdicts(
                new NodeAffinity(JsonObject.EMPTY),
                pod("p").spec("nodeSelector: {kubernetes.io/os: windows}")))
        .containsEntry("windows", "")
        .containsEntry("linux", SELECTOR);
    assertThat(
            world.verdicts(
                new NodeDeclaredFeatures(), pod("p").spec("hostNetwork: true\nhostUsers: false")))
        .isEqualTo(
            Map.of("linux", "", "windows", "never: node(s) didn't match Pod's required features"));
  }

  @Test
  void policyConstraintByTaintCordonNameAndGate() {
    TestWorld world =
        TestWorld.of(
            node("free"),
            node("tainted").spec("taints: [{key: a, value: b, effect: NoSchedule}]"),
            node("leaving").spec("taints: [{key: a, value: b, effect: NoExecute}]"),
            node("shy").spec("taints: [{key: a, value: b, effect: PreferNoSchedule}]"),
            node("cordoned").spec("unschedulable: true"));
    String taint = "never: node(s) had untolerated taint(s)";
    assertThat(world.verdicts(new TaintToleration(), pod("p")))
        .isEqualTo(
            Map.of("free", "", "tainted", taint, "leaving", taint, "shy", "", "cordoned", ""));
    assertThat(
            world.verdicts(
                new TaintToleration(),
                pod("p")
                    .spec(
                        "tolerations: [{key: a, operator: Equal, value: b, effect: NoSchedule}]")))
        .containsEntry("tainted", "")
        .containsEntry("leaving", taint);
    assertThat(world.verdicts(new NodeUnschedulable(), pod("p")))
        .containsEntry("cordoned", "never: node(s) were unschedulable")
        .containsEntry("free", "");
    assertThat(
            world.verdicts(
                new NodeUnschedulable(),
                pod("p")
                    .spec(
                        "tolerations: [{key: node.kubernetes.io/unschedulable, operator: Exists}]")))
        .containsEntry("cordoned", "");
    assertThat(world.verdicts(new NodeName(), pod("p").on("free")))
        .containsEntry("free", "")
        .containsEntry("shy", "never: node(s) didn't match the requested node name");
    assertThat(
            new SchedulingGates()
                .preEnqueue(pod("p").spec("schedulingGates: [{name: foo}, {name: bar}]").view()))
        .isEqualTo(Verdict.unresolvable("waiting for scheduling gates: [foo bar]"));
    assertThat(new SchedulingGates().preEnqueue(pod("p").view())).isEqualTo(Verdict.SUCCESS);
  }

  @Test
  void deadlinesByPriorityThenTime() {
    PrioritySort sort = new PrioritySort();
    Queued low = new Queued(pod("a").priority(1).view(), TestWorld.NOW);
    Queued high = new Queued(pod("b").priority(2).view(), TestWorld.NOW.plusSeconds(9));
    Queued late = new Queued(pod("c").priority(2).view(), TestWorld.NOW.plusSeconds(10));
    assertThat(sort.compare(high, low)).isNegative();
    assertThat(sort.compare(high, late)).isNegative();
    assertThat(sort.compare(high, high)).isZero();
  }

  private record Queued(dev.keelson.scheduler.view.PodView pod, java.time.Instant timestamp)
      implements dev.keelson.scheduler.plugin.QueuedPod {
    @Override
    public int attempts() {
      return 1;
    }
  }

  @Test
  void dataLocalityByImages() {
    TestWorld world =
        TestWorld.of(
                node("node1")
                    .status(
                        "images: [{names: ['gcr.io/40:latest'], sizeBytes: 41943040},"
                            + " {names: ['gcr.io/300:latest'], sizeBytes: 314572800}]"),
                node("node2")
                    .status("images: [{names: ['gcr.io/250:latest'], sizeBytes: 262144000}]"))
            .withImages();
    ImageLocality plugin = new ImageLocality(world);
    assertThat(
            world.scores(
                plugin, pod("p").spec("containers: [{image: gcr.io/40}, {image: gcr.io/250}]")))
        .isEqualTo(Map.of("node1", 0L, "node2", 5L));
    assertThat(
            world.scores(
                plugin, pod("p").spec("containers: [{image: gcr.io/40}, {image: gcr.io/300}]")))
        .isEqualTo(Map.of("node1", 7L, "node2", 0L));
    assertThat(world.scores(plugin, pod("p").spec("containers: [{image: gcr.io/none}]"))).isEmpty();
    assertThat(ImageLocality.scaled(4000L * 1024 * 1024, 1)).isEqualTo(100);
    assertThat(ImageLocality.normalized("host:5000/a/b")).isEqualTo("host:5000/a/b:latest");
    assertThat(ImageLocality.normalized("a@sha256:1")).isEqualTo("a@sha256:1");
  }

  @Test
  void interferenceByHostPorts() {
    TestWorld world =
        TestWorld.of(node("busy"), node("free"))
            .and(ports("q", "TCP", 8080, "127.0.0.1").on("busy"));
    String taken = "node(s) didn't have free ports for the requested pod ports";
    assertThat(world.verdicts(new NodePorts(), ports("p", "TCP", 8080, "127.0.0.1")))
        .isEqualTo(Map.of("busy", taken, "free", ""));
    assertThat(world.verdicts(new NodePorts(), ports("p", "TCP", 8080, "")))
        .containsEntry("busy", taken);
    assertThat(world.verdicts(new NodePorts(), ports("p", "UDP", 8080, "127.0.0.1")))
        .containsEntry("busy", "");
    assertThat(world.verdicts(new NodePorts(), ports("p", "TCP", 8080, "127.0.0.2")))
        .containsEntry("busy", "");
    assertThat(world.verdicts(new NodePorts(), ports("p", "TCP", 8081, "127.0.0.1")))
        .containsEntry("busy", "");
  }

  private static TestPod ports(String name, String protocol, int port, String ip) {
    return pod(name)
        .spec(
            "containers: [{image: i, ports: [{hostPort: %d, protocol: %s, hostIP: '%s'}]}]"
                .formatted(port, protocol, ip));
  }

  @Test
  void nodeAffinityNamesNodes() {
    TestWorld world = TestWorld.of(node("n1"), node("n2"));
    NodeAffinity plugin = new NodeAffinity(JsonObject.EMPTY);
    assertThat(
            world.verdicts(
                plugin,
                affine("[{matchFields: [{key: metadata.name, operator: In, values: [n1]}]}]")))
        .isEqualTo(Map.of("n1", "", "n2", "not asked"));
    assertThat(
            world.verdicts(
                plugin,
                affine(
                    "[{matchFields: [{key: metadata.name, operator: In, values: [n1]},"
                        + " {key: metadata.name, operator: In, values: [n2]}]}]")))
        .containsEntry("n1", "never: pod affinity terms conflict");
    assertThat(
            world.verdicts(
                plugin,
                affine("[{matchFields: [{key: metadata.name, operator: NotIn, values: [n1]}]}]")))
        .isEqualTo(Map.of("n1", SELECTOR, "n2", ""));
  }

  @Test
  void nodeAffinityComparesNumbersAndNeedsATerm() {
    TestWorld world = TestWorld.of(node("n1", "gpus=4"), node("n2", "gpus=two"));
    NodeAffinity plugin = new NodeAffinity(JsonObject.EMPTY);
    assertThat(
            world.verdicts(
                plugin, affine("[{matchExpressions: [{key: gpus, operator: Gt, values: ['3']}]}]")))
        .isEqualTo(Map.of("n1", "", "n2", SELECTOR));
    assertThat(world.verdicts(plugin, affine("[{}]")))
        .isEqualTo(Map.of("n1", SELECTOR, "n2", SELECTOR));
  }

  @Test
  void addedAffinityComesOnTop() {
    TestWorld world = TestWorld.of(node("n1", "zone=a"), node("n2", "zone=b"));
    NodeAffinity plugin =
        new NodeAffinity(
            json(
                "addedAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
                    + " {nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [a]}]}]},"
                    + " preferredDuringSchedulingIgnoredDuringExecution: [{weight: 5, preference:"
                    + " {matchExpressions: [{key: zone, operator: In, values: [b]}]}}]}"));
    assertThat(world.verdicts(plugin, pod("p")))
        .isEqualTo(
            Map.of("n1", "", "n2", "never: node(s) didn't match scheduler-enforced node affinity"));
    assertThat(world.scores(plugin, pod("p"))).isEqualTo(Map.of("n1", 0L, "n2", 100L));
    assertThatThrownBy(
            () ->
                new NodeAffinity(
                    json(
                        "addedAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
                            + " {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Same}]}]}}")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void preferredNodesScoreByWeight() {
    TestWorld world =
        TestWorld.of(node("n1", "foo=bar"), node("n2", "foo=bar", "key=value"), node("n3"));
    TestPod pod =
        pod("p")
            .spec(
                """
                affinity:
                  nodeAffinity:
                    preferredDuringSchedulingIgnoredDuringExecution:
                    - {weight: 2, preference: {matchExpressions: [{key: foo, operator: In, values: [bar]}]}}
                    - {weight: 6, preference: {matchExpressions: [{key: key, operator: Exists}]}}
                """);
    assertThat(world.scores(new NodeAffinity(JsonObject.EMPTY), pod))
        .isEqualTo(Map.of("n1", 25L, "n2", 100L, "n3", 0L));
    assertThat(world.scores(new NodeAffinity(JsonObject.EMPTY), pod("q"))).isEmpty();
  }

  @Test
  void fewerTaintsThatWouldRatherNotScoreHigher() {
    TestWorld world =
        TestWorld.of(
            node("none"),
            node("one").spec("taints: [{key: a, effect: PreferNoSchedule}]"),
            node("two")
                .spec(
                    "taints: [{key: a, effect: PreferNoSchedule}, {key: b, effect: PreferNoSchedule}]"));
    assertThat(world.scores(new TaintToleration(), pod("p")))
        .isEqualTo(Map.of("none", 100L, "one", 50L, "two", 0L));
    assertThat(
            world.scores(
                new TaintToleration(), pod("p").spec("tolerations: [{key: a, operator: Exists}]")))
        .isEqualTo(Map.of("none", 100L, "one", 100L, "two", 0L));
    assertThat(TestWorld.of(node("n")).scores(new TaintToleration(), pod("p"))).isEmpty();
  }

  @Test
  void hintsHearOnlyWhatHelps() {
    TestPod ssd = pod("p").spec("nodeSelector: {disk: ssd}");
    NodeAffinity affinity = new NodeAffinity(JsonObject.EMPTY);
    Optional<TestNode> with = Optional.of(node("n", "disk=ssd"));
    Optional<TestNode> without = Optional.of(node("n"));
    assertThat(hint(affinity, ssd, Optional.empty(), with)).isTrue();
    assertThat(hint(affinity, ssd, Optional.empty(), without)).isFalse();
    assertThat(hint(affinity, ssd, without, with)).isTrue();
    assertThat(hint(affinity, ssd, with, with)).isFalse();

    Optional<TestNode> tainted =
        Optional.of(node("n").spec("taints: [{key: a, effect: NoSchedule}]"));
    assertThat(hint(new TaintToleration(), pod("p"), tainted, without)).isTrue();
    assertThat(hint(new TaintToleration(), pod("p"), without, without)).isFalse();
    assertThat(hint(new TaintToleration(), pod("p"), Optional.empty(), tainted)).isFalse();

    Optional<TestNode> cordoned = Optional.of(node("n").spec("unschedulable: true"));
    assertThat(hint(new NodeUnschedulable(), pod("p"), cordoned, without)).isTrue();
    assertThat(hint(new NodeUnschedulable(), pod("p"), without, without)).isFalse();
    assertThat(hint(new NodeUnschedulable(), pod("p"), Optional.empty(), without)).isTrue();
  }

  @Test
  void allDefaultPluginsHaveAFactoryAndOneThatIsBehindAGate() {
    assertThat(DefaultPlugins.registry().names())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    DefaultPlugins.enabled().stream().map(DefaultPlugins.Enabled::name),
                    Stream.of(GangScheduling.NAME))
                .toList());
    TestWorld world = TestWorld.of();
    for (DefaultPlugins.Enabled each : DefaultPlugins.enabled()) {
      Plugin made =
          DefaultPlugins.registry().find(each.name()).orElseThrow().make(JsonObject.EMPTY, world);
      assertThat(made.name()).isEqualTo(each.name());
    }
  }
}
