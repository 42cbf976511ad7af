package dev.keelson.scheduler.plugins.volumes;

import static dev.keelson.scheduler.testing.TestNode.node;
import static dev.keelson.scheduler.testing.TestPod.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.Plugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.testing.TestNode;
import dev.keelson.scheduler.testing.TestPod;
import dev.keelson.scheduler.testing.TestWorld;
import dev.keelson.scheduler.view.PodView;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Data locality: pods go where their volumes are, or can be. */
class VolumesTest {
  private static final InMemoryCluster CLUSTER = InMemoryCluster.open();
  private static final ApiClient CLIENT = CLUSTER.client("test");

  private static ResourceClient claims() {
    return CLIENT.resource("v1", "persistentvolumeclaims");
  }

  private static ResourceClient volumes() {
    return CLIENT.resource("v1", "persistentvolumes");
  }

  private static ApiObject create(String apiVersion, String resource, String yaml) {
    return CLIENT
        .resource(apiVersion, resource)
        .create(
            InMemoryCluster.object(yaml)
                .map(tree -> tree.withDefault("apiVersion", JsonString.of(apiVersion))));
  }

  private static void storageClass(String name, String provisioner, String mode) {
    create(
        "storage.k8s.io/v1",
        "storageclasses",
        "kind: StorageClass\nmetadata: {name: %s}\nprovisioner: %s\nvolumeBindingMode: %s"
            .formatted(name, provisioner, mode));
  }

  private static ApiObject volume(String name, String size, String className, String more) {
    ApiObject made =
        create(
            "v1",
            "persistentvolumes",
            """
            kind: PersistentVolume
            metadata: {name: %s}
            spec: {capacity: {storage: %s}, accessModes: [ReadWriteOnce], storageClassName: '%s', %s}
            """
                .formatted(name, size, className, more));
    return volumes().updateStatus(made.withStatus(status -> status.with("phase", "Available")));
  }

  private static String local(String node) {
    return "local: {path: /d}, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions:"
        + " [{key: host, operator: In, values: ["
        + node
        + "]}]}]}}";
  }

  private static ApiObject claim(String name, String size, String className, String more) {
    return create(
        "v1",
        "persistentvolumeclaims",
        """
        kind: PersistentVolumeClaim
        metadata: {name: %s, namespace: default}
        spec: {accessModes: [ReadWriteOnce], storageClassName: '%s', resources: {requests: {storage: %s}}, %s}
        """
            .formatted(name, className, size, more.isEmpty() ? "volumeMode: Filesystem" : more));
  }

  /** As the volume controller does it. */
  private static void bind(String claim, String volume) {
    ApiObject found = claims().get(new ObjectName("default", claim));
    claims()
        .update(
            found
                .withSpec(spec -> spec.with("volumeName", volume))
                .withMetadata(
                    metadata ->
                        metadata.with(
                            "annotations",
                            metadata
                                .object("annotations")
                                .with("pv.kubernetes.io/bind-completed", "yes"))));
  }

  private static TestPod using(String claim) {
    return pod("p-" + claim)
        .spec("volumes: [{name: v, persistentVolumeClaim: {claimName: %s}}]".formatted(claim));
  }

  @BeforeAll
  static void classes() {
    storageClass("local", "kubernetes.io/no-provisioner", "WaitForFirstConsumer");
    storageClass("late", "csi.example.com", "WaitForFirstConsumer");
    storageClass("soon", "csi.example.com", "Immediate");
  }

  @AfterAll
  static void close() {
    CLUSTER.close();
  }

  /** A world whose informers know all that was created so far. */
  private record Stage(TestWorld world, Plugin plugin) implements AutoCloseable {
    static Stage of(Function<TestWorld, Plugin> make, TestNode... nodes)
        throws InterruptedException {
      TestWorld world = TestWorld.with(CLIENT).and(nodes);
      Plugin plugin = make.apply(world);
      assertThat(world.informers().awaitSynced(Duration.ofSeconds(60))).isEmpty();
      return new Stage(world, plugin);
    }

    Map<String, String> verdicts(TestPod pod) {
      return world.verdicts(plugin, pod);
    }

    @Override
    public void close() {
      world.informers().close();
    }
  }

  private static final TestNode[] TWO = {node("n1", "host=n1"), node("n2", "host=n2")};
  private static final String NONE =
      "never: node(s) didn't find available persistent volumes to bind";

  private static Stage binding(TestNode... nodes) throws InterruptedException {
    return Stage.of(
        world ->
            new VolumeBinding(
                InMemoryCluster.object("{\"bindTimeoutSeconds\": 1000000}").tree(), world),
        nodes);
  }

  @Test
  void dataLocalityByLocalVolume() throws InterruptedException {
    volume("local-small", "1Gi", "local", local("n2"));
    volume("local-large", "9Gi", "local", local("n2"));
    claim("wants-local", "500Mi", "local", "");
    claim("wants-much", "99Gi", "local", "");
    try (Stage stage = binding(TWO)) {
      assertThat(stage.verdicts(using("wants-local"))).isEqualTo(Map.of("n1", NONE, "n2", ""));
      assertThat(stage.verdicts(using("wants-much"))).isEqualTo(Map.of("n1", NONE, "n2", NONE));
    }
  }

  @Test
  void dataLocalityByBoundVolume() throws InterruptedException {
    volume("bound-pv", "1Gi", "local-bound", local("n1"));
    claim("bound", "1Gi", "local-bound", "volumeName: bound-pv");
    bind("bound", "bound-pv");
    claim("orphan", "1Gi", "local-bound", "volumeName: no-pv");
    bind("orphan", "no-pv");
    try (Stage stage = binding(TWO)) {
      assertThat(stage.verdicts(using("bound")))
          .isEqualTo(
              Map.of(
                  "n1", "", "n2", "never: node(s) didn't match PersistentVolume's node affinity"));
      assertThat(stage.verdicts(using("orphan")))
          .containsEntry(
              "n1",
              "never: node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)");
    }
  }

  @Test
  void claimsThatAreNotReadyKeepThePodWaiting() throws InterruptedException {
    claim("immediate", "1Gi", "soon", "");
    claim("other-node", "1Gi", "late", "");
    ApiObject selected = claims().get(new ObjectName("default", "other-node"));
    claims().update(new Claim(selected).withSelectedNode("n2").object());
    try (Stage stage = binding(TWO)) {
      assertThat(stage.verdicts(using("immediate")))
          .containsEntry("n1", "never: pod has unbound immediate PersistentVolumeClaims");
      assertThat(stage.verdicts(using("missing")))
          .containsEntry("n1", "never: persistentvolumeclaim \"missing\" not found");
      assertThat(
              stage.verdicts(
                  pod("e").spec("volumes: [{name: v, ephemeral: {volumeClaimTemplate: {}}}]")))
          .containsEntry(
              "n1",
              "never: waiting for ephemeral volume controller to create the persistentvolumeclaim \"e-v\"");
      assertThat(stage.verdicts(using("other-node"))).isEqualTo(Map.of("n1", NONE, "n2", ""));
      assertThat(stage.verdicts(pod("none"))).isEqualTo(Map.of("n1", "", "n2", ""));
    }
  }

  @Test
  void capacityThatADriverTellsIsHeeded() throws InterruptedException {
    storageClass("roomy", "room.example.com", "WaitForFirstConsumer");
    create(
        "storage.k8s.io/v1",
        "csidrivers",
        "kind: CSIDriver\nmetadata: {name: room.example.com}\nspec: {storageCapacity: true}");
    create(
        "storage.k8s.io/v1",
        "csistoragecapacities",
        """
        kind: CSIStorageCapacity
        metadata: {name: c1, namespace: default}
        storageClassName: roomy
        capacity: 1Gi
        nodeTopology: {matchLabels: {host: n1}}
        """);
    claim("fits", "1Gi", "roomy", "");
    claim("fits-not", "2Gi", "roomy", "");
    String space = "never: node(s) did not have enough free storage";
    try (Stage stage = binding(TWO)) {
      assertThat(stage.verdicts(using("fits"))).isEqualTo(Map.of("n1", "", "n2", space));
      assertThat(stage.verdicts(using("fits-not"))).isEqualTo(Map.of("n1", space, "n2", space));
    }
  }

  /** Reserves on n1, and binds on another thread. */
  private static CompletableFuture<Verdict> start(Stage stage, CycleState state, PodView pod) {
    VolumeBinding plugin = (VolumeBinding) stage.plugin();
    assertThat(stage.world().verdicts(plugin, pod, state)).containsEntry("n1", "");
    assertThat(plugin.reserve(state, pod, "n1")).isEqualTo(Verdict.SUCCESS);
    assertThat(plugin.preBindPreFlight(state, pod, "n1")).isEqualTo(Verdict.SUCCESS);
    CompletableFuture<Verdict> done = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            done.complete(plugin.preBind(state, pod, "n1"));
          } catch (InterruptedException | RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  private static Verdict finish(Stage stage, CompletableFuture<Verdict> done) {
    InMemoryCluster.await(
        "bound",
        () -> {
          stage.world().timing.advance(Duration.ofSeconds(1));
          return done.isDone();
        });
    return done.join();
  }

  /** The pod and its node as the API server knows them. */
  private static PodView real(TestPod pod) {
    ResourceClient nodes = CLIENT.resource("v1", "nodes");
    if (nodes.find(new ObjectName("", "n1")).isEmpty()) {
      nodes.create(node("n1", "host=n1").object().withMetadata(m -> m.without("uid")));
    }
    return PodView.of(
        CLIENT
            .resource("v1", "pods")
            .create(pod.object().withMetadata(metadata -> metadata.without("uid"))));
  }

  private static void account() {
    if (CLIENT
        .resource("v1", "serviceaccounts")
        .find(new ObjectName("default", "default"))
        .isEmpty()) {
      create(
          "v1",
          "serviceaccounts",
          "kind: ServiceAccount\nmetadata: {name: default, namespace: default}");
    }
  }

  @Test
  void staticBindingPromisesTheVolumeAndWaits() throws InterruptedException {
    account();
    storageClass("static", "kubernetes.io/no-provisioner", "WaitForFirstConsumer");
    volume("static-pv", "1Gi", "static", local("n1"));
    ApiObject claim = claim("static", "1Gi", "static", "");
    claim("static-late", "1Gi", "static", "");
    PodView pod = real(using("static"));
    try (Stage stage = binding(TWO)) {
      CompletableFuture<Verdict> done = start(stage, new CycleState(), pod);
      // Promised already: nobody else gets it.
      assertThat(stage.verdicts(using("static-late"))).containsEntry("n1", NONE);
      InMemoryCluster.await(
          "promised",
          () ->
              volumes()
                  .get(new ObjectName("", "static-pv"))
                  .spec()
                  .object("claimRef")
                  .text("uid")
                  .equals(claim.uid()));
      bind("static", "static-pv");
      assertThat(finish(stage, done)).isEqualTo(Verdict.SUCCESS);
    }
  }

  @Test
  void delayedProvisioningNamesTheNodeAndWaits() throws InterruptedException {
    account();
    claim("delayed", "1Gi", "late", "");
    PodView pod = real(using("delayed"));
    try (Stage stage = binding(TWO)) {
      CompletableFuture<Verdict> done = start(stage, new CycleState(), pod);
      awaitSelected("delayed");
      volume("delayed-pv", "1Gi", "late", local("n1"));
      bind("delayed", "delayed-pv");
      assertThat(finish(stage, done)).isEqualTo(Verdict.SUCCESS);
    }
  }

  private static void awaitSelected(String claim) {
    InMemoryCluster.await(
        "selected",
        () ->
            new Claim(claims().get(new ObjectName("default", claim)))
                .selectedNode()
                .filter("n1"::equals)
                .isPresent());
  }

  @Test
  void provisionersMayGiveUp() throws InterruptedException {
    account();
    claim("given-up", "1Gi", "late", "");
    PodView pod = real(using("given-up"));
    try (Stage stage = binding(TWO)) {
      CompletableFuture<Verdict> done = start(stage, new CycleState(), pod);
      awaitSelected("given-up");
      ApiObject found = claims().get(new ObjectName("default", "given-up"));
      claims()
          .update(
              found.withMetadata(
                  metadata ->
                      metadata.with("annotations", JsonObject.of("a", JsonString.of("b")))));
      assertThat(finish(stage, done))
          .isEqualTo(Verdict.failed("binding volumes: provisioning failed for PVC \"given-up\""));
    }
  }

  @Test
  void waitingForTheControllerEnds() throws InterruptedException {
    account();
    claim("forgotten", "1Gi", "late", "");
    PodView pod = real(using("forgotten"));
    try (Stage stage =
        Stage.of(
            world ->
                new VolumeBinding(
                    InMemoryCluster.object("{\"bindTimeoutSeconds\": 1}").tree(), world),
            TWO)) {
      assertThat(finish(stage, start(stage, new CycleState(), pod)))
          .isEqualTo(Verdict.failed("binding volumes: context deadline exceeded"));
    }
  }

  @Test
  void unreservedPromisesAreTakenBack() throws InterruptedException {
    storageClass("back", "kubernetes.io/no-provisioner", "WaitForFirstConsumer");
    volume("back-pv", "1Gi", "back", local("n1"));
    claim("back-1", "1Gi", "back", "");
    claim("back-2", "1Gi", "back", "");
    try (Stage stage = binding(TWO)) {
      VolumeBinding plugin = (VolumeBinding) stage.plugin();
      CycleState state = new CycleState();
      PodView pod = using("back-1").view();
      assertThat(stage.world().verdicts(plugin, pod, state)).containsEntry("n1", "");
      plugin.reserve(state, pod, "n1");
      assertThat(stage.verdicts(using("back-2"))).containsEntry("n1", NONE);
      plugin.unreserve(state, pod, "n1");
      plugin.unreserve(state, pod, "n1");
      assertThat(stage.verdicts(using("back-2"))).containsEntry("n1", "");
    }
  }

  @Test
  void dataLocalityByZoneOfTheVolume() throws InterruptedException {
    create(
        "v1",
        "persistentvolumes",
        """
        kind: PersistentVolume
        metadata: {name: zoned, labels: {topology.kubernetes.io/zone: a__b}}
        spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /d}}
        """);
    claim("zoned", "1Gi", "", "volumeName: zoned");
    claim("nowhere", "1Gi", "late", "");
    try (Stage stage =
        Stage.of(
            VolumeZone::new,
            node("a", "topology.kubernetes.io/zone=a"),
            node("c", "topology.kubernetes.io/zone=c"),
            node("bare"))) {
      assertThat(stage.verdicts(using("zoned")))
          .isEqualTo(
              Map.of("a", "", "c", "never: node(s) had no available volume zone", "bare", ""));
      assertThat(stage.verdicts(using("nowhere"))).containsEntry("c", "");
      assertThat(stage.verdicts(using("absent")))
          .containsEntry("a", "never: persistentvolumeclaim \"absent\" not found");
    }
  }

  @Test
  void collectiveNeedsOfAttachments() throws InterruptedException {
    create(
        "storage.k8s.io/v1",
        "csinodes",
        """
        kind: CSINode
        metadata: {name: limited}
        spec: {drivers: [{name: csi.example.com, nodeID: node, allocatable: {count: 1}}]}
        """);
    claim("attach-1", "1Gi", "late", "");
    claim("attach-2", "1Gi", "late", "");
    try (Stage stage = Stage.of(NodeVolumeLimits::new, node("limited"), node("unlimited"))) {
      assertThat(stage.verdicts(using("attach-1"))).containsEntry("limited", "");
      stage.world().and(using("attach-1").on("limited"), using("attach-1").on("unlimited"));
      assertThat(stage.verdicts(using("attach-2")))
          .isEqualTo(Map.of("limited", "node(s) exceed max volume count", "unlimited", ""));
      // The same volume again is no volume more.
      assertThat(stage.verdicts(using("attach-1"))).containsEntry("limited", "");
      assertThat(stage.verdicts(using("attach-0")))
          .containsEntry(
              "limited",
              "never: looking up PVC default/attach-0: persistentvolumeclaim \"attach-0\" not found");
    }
  }

  @Test
  void interferenceOverDisksAndSoleClaims() throws InterruptedException {
    create(
        "v1",
        "persistentvolumeclaims",
        """
        kind: PersistentVolumeClaim
        metadata: {name: sole, namespace: default}
        spec: {accessModes: [ReadWriteOncePod], storageClassName: late, resources: {requests: {storage: 1Gi}}}
        """);
    String disk = "volumes: [{name: v, gcePersistentDisk: {pdName: d, readOnly: %s}}]";
    try (Stage stage = Stage.of(VolumeRestrictions::new, TWO)) {
      stage.world().and(pod("d").spec(disk.formatted("false")).on("n1"), using("sole").on("n2"));
      String taken = "node(s) had no available disk";
      assertThat(stage.verdicts(pod("e").spec(disk.formatted("false"))))
          .isEqualTo(Map.of("n1", taken, "n2", ""));
      assertThat(stage.verdicts(pod("e").spec(disk.formatted("true")))).containsEntry("n1", taken);
      String inUse =
          "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode"
              + " already in-use by another pod";
      assertThat(stage.verdicts(using("sole"))).isEqualTo(Map.of("n1", inUse, "n2", inUse));
      assertThat(stage.verdicts(pod("none"))).isEqualTo(Map.of("n1", "", "n2", ""));
    }
  }
}
