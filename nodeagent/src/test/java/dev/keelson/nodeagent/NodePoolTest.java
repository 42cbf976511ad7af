package dev.keelson.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the real API server, in memory; time is stepped. */
class NodePoolTest {
  private final SteppedTiming timing = new SteppedTiming(Instant.parse("2030-01-01T00:00:00Z"));
  private InMemoryCluster cluster;
  private ApiClient client;
  private ResourceClient pods;

  @BeforeEach
  void open() {
    cluster = InMemoryCluster.open();
    client = cluster.client("keelson-test");
    pods = client.resource("v1", "pods");
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private NodePool pool(NodePoolConfig config) {
    return NodePool.start(
        cluster.client("kubelet", timing),
        config.withNetwork(new PodNetwork.Range("10.244.0.0/16", 24)));
  }

  private static ObjectName named(String name) {
    return new ObjectName("default", name);
  }

  private void create(String name, String node, String more) {
    pods.create(
        InMemoryCluster.object(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: %s
              namespace: default
            spec:
              nodeName: %s
              automountServiceAccountToken: false
            %s
            """
                .formatted(name, node, more.indent(2))));
  }

  /** Time goes on while it is waited for. */
  private void awaitInTime(String what, BooleanSupplier holds) {
    InMemoryCluster.await(
        what,
        () -> {
          timing.advance(Duration.ofSeconds(1));
          return holds.getAsBoolean();
        });
  }

  private JsonObject status(String name) {
    return pods.find(named(name)).map(ApiObject::status).orElse(JsonObject.EMPTY);
  }

  private void awaitPhase(String name, String phase) {
    InMemoryCluster.await(name + " " + phase, () -> status(name).text("phase").equals(phase));
  }

  private JsonObject container(String name) {
    return status(name).array("containerStatuses").objects().findFirst().orElse(JsonObject.EMPTY);
  }

  private static Optional<JsonObject> condition(JsonObject status, String type) {
    return status
        .array("conditions")
        .objects()
        .filter(each -> each.text("type").equals(type))
        .findFirst();
  }

  private JsonObject node(String name) {
    return client
        .resource("v1", "nodes")
        .find(new ObjectName("", name))
        .map(ApiObject::status)
        .orElse(JsonObject.EMPTY);
  }

  private Stream<String> events(String reason) {
    return client.resource("v1", "events").list("", ListOptions.ALL).items().stream()
        .filter(each -> each.tree().text("reason").equals(reason))
        .map(each -> each.tree().text("message"));
  }

  private static final String WEB =
      """
      containers:
      - name: web
        image: nginx
      """;

  @Test
  void aPodIsRunWithOneWriteAndDeletedGracefully() {
    try (NodePool pool = pool(NodePoolConfig.ofCount(2))) {
      create("web", "node-1", WEB);
      awaitPhase("web", "Running");
      ApiObject pod = pods.get(named("web"));
      JsonObject status = pod.status();
      assertThat(status.text("podIP")).isEqualTo("10.244.1.2");
      assertThat(status.text("hostIP")).isEqualTo("127.64.0.2");
      for (String type :
          List.of(
              "PodReadyToStartContainers",
              "Initialized",
              "Ready",
              "ContainersReady",
              "PodScheduled")) {
        assertThat(condition(status, type).orElseThrow().text("status")).as(type).isEqualTo("True");
      }
      JsonObject web = container("web");
      assertThat(web.isTrue("ready")).isTrue();
      assertThat(web.isTrue("started")).isTrue();
      assertThat(web.text("image")).isEqualTo("docker.io/library/nginx:latest");
      assertThat(web.text("containerID")).startsWith("pretend://");
      assertThat(web.object("state").isSet("running")).isTrue();
      assertThat(status.number("observedGeneration", 0)).isEqualTo(pod.generation());
      InMemoryCluster.await(
          "started", () -> events("Started").anyMatch("Container started"::equals));
      assertThat(events("Pulling")).contains("Pulling image \"nginx\"");
      pods.delete(named("web"));
      InMemoryCluster.await("gone", () -> pods.find(named("web")).isEmpty());
      InMemoryCluster.await(
          "killed", () -> events("Killing").anyMatch("Stopping container web"::equals));
      InMemoryCluster.await("well", () -> pool.trouble().isEmpty());
    }
  }

  @Test
  void nodesRegisterAndAreHeardOf() {
    try (NodePool pool = pool(NodePoolConfig.ofCount(3))) {
      InMemoryCluster.await("registered", () -> pool.trouble().isEmpty());
      JsonObject status = node("node-2");
      JsonObject ready = condition(status, "Ready").orElseThrow();
      assertThat(ready.text("reason")).isEqualTo("KubeletReady");
      assertThat(ready.text("message")).isEqualTo("kubelet is posting ready status");
      assertThat(status.object("capacity").text("pods")).isEqualTo("110");
      ResourceClient leases = client.resource("coordination.k8s.io/v1", "leases");
      ObjectName lease = new ObjectName("kube-node-lease", "node-2");
      InMemoryCluster.await("a lease", () -> leases.find(lease).isPresent());
      ApiObject first = leases.get(lease);
      assertThat(first.ownerReferences().objects().findFirst().orElseThrow().text("kind"))
          .isEqualTo("Node");
      pool.pause("node-1");
      ObjectName still = new ObjectName("kube-node-lease", "node-1");
      InMemoryCluster.await("its lease", () -> leases.find(still).isPresent());
      String paused = leases.get(still).resourceVersion();
      awaitInTime(
          "renewed",
          () -> !leases.get(lease).spec().text("renewTime").equals(first.spec().text("renewTime")));
      assertThat(leases.get(still).resourceVersion()).isEqualTo(paused);
      pool.resume("node-1");
      InMemoryCluster.await("back", () -> !leases.get(still).resourceVersion().equals(paused));
    }
  }

  @Test
  void aScriptedCommandCompletes() {
    try (NodePool pool = pool(NodePoolConfig.ofCount(1))) {
      create(
          "once",
          "node-0",
          """
          restartPolicy: Never
          containers:
          - name: main
            image: busybox
            command: [sh, -c, "echo hello; sleep 5; exit 3"]
          """);
      awaitPhase("once", "Running");
      awaitInTime("failed", () -> status("once").text("phase").equals("Failed"));
      JsonObject end = container("once").objectAt("state", "terminated");
      assertThat(end.number("exitCode", 0)).isEqualTo(3);
      assertThat(end.text("reason")).isEqualTo("Error");
      InMemoryCluster.await("well", () -> pool.trouble().isEmpty());
    }
  }

  @Test
  void aCrashLoopBacksOff() {
    try (NodePool pool = pool(NodePoolConfig.ofCount(1))) {
      create(
          "crash",
          "node-0",
          """
          containers:
          - name: main
            image: busybox
            command: [sh, -c, "exit 1"]
          """);
      InMemoryCluster.await(
          "back-off",
          () ->
              container("crash")
                  .objectAt("state", "waiting")
                  .text("reason")
                  .equals("CrashLoopBackOff"));
      JsonObject main = container("crash");
      assertThat(main.number("restartCount", 0)).isEqualTo(1);
      assertThat(main.objectAt("state", "waiting").text("message"))
          .startsWith("back-off 10s restarting failed container=main pod=crash_default(");
      awaitInTime("again", () -> container("crash").number("restartCount", 0) >= 2);
      assertThat(status("crash").text("phase")).isEqualTo("Running");
      InMemoryCluster.await("well", () -> pool.trouble().isEmpty());
    }
  }

  @Test
  void aConfigMapThatIsMissingIsWaitedFor() {
    try (NodePool pool = pool(NodePoolConfig.ofCount(1))) {
      create(
          "needy",
          "node-0",
          """
          volumes:
          - name: settings
            configMap:
              name: later
          containers:
          - name: web
            image: nginx
            volumeMounts:
            - name: settings
              mountPath: /settings
          """);
      InMemoryCluster.await(
          "an event",
          () ->
              events("FailedMount")
                  .anyMatch(
                      "MountVolume.SetUp failed for volume \"settings\" : configmap \"later\" not found"
                          ::equals));
      client
          .resource("v1", "configmaps")
          .create(
              InMemoryCluster.object(
                  "{apiVersion: v1, kind: ConfigMap, metadata: {name: later, namespace: default}}"
                      .replaceAll("(\\w+):", "\"$1\":")
                      .replaceAll(": (\\w+)", ": \"$1\"")));
      awaitInTime("running", () -> status("needy").text("phase").equals("Running"));
      InMemoryCluster.await("well", () -> pool.trouble().isEmpty());
    }
  }

  @Test
  void anAgentThatComesBackFindsItsContainersRunning() {
    String id;
    try (NodePool pool = pool(NodePoolConfig.ofCount(1))) {
      create("web", "node-0", WEB);
      awaitPhase("web", "Running");
      id = container("web").text("containerID");
      assertThat(pool.podCount()).isEqualTo(1);
    }
    String version = pods.get(named("web")).resourceVersion();
    try (NodePool pool = pool(NodePoolConfig.ofCount(1))) {
      InMemoryCluster.await("taken over", () -> pool.trouble().isEmpty() && pool.podCount() == 1);
      create("second", "node-0", WEB);
      awaitPhase("second", "Running");
      assertThat(status("second").text("podIP")).isEqualTo("10.244.0.3");
      assertThat(container("web").text("containerID")).isEqualTo(id);
      assertThat(pods.get(named("web")).resourceVersion()).isEqualTo(version);
    }
  }

  @Test
  void aPodThatDoesNotFitIsRejected() {
    try (NodePool pool = pool(NodePoolConfig.ofCount(1))) {
      create(
          "big",
          "node-0",
          """
          containers:
          - name: web
            image: nginx
            resources:
              requests:
                cpu: "9"
          """);
      awaitPhase("big", "Failed");
      assertThat(status("big").text("reason")).isEqualTo("OutOfcpu");
      assertThat(status("big").text("message"))
          .isEqualTo(
              "Pod was rejected: Node didn't have enough resource: cpu, requested: 9000, used: 0,"
                  + " capacity: 8000");
      InMemoryCluster.await("well", () -> pool.trouble().isEmpty());
    }
  }

  @Test
  void aManifestIsAPodThatComesBack(@TempDir Path directory) throws Exception {
    Path manifest = directory.resolve("web.yaml");
    Files.writeString(
        manifest,
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          hostNetwork: true
          containers:
          - name: web
            image: nginx
        """);
    try (NodePool pool = pool(NodePoolConfig.ofCount(1).withManifests(directory))) {
      awaitPhase("web-node-0", "Running");
      ApiObject mirror = pods.get(named("web-node-0"));
      String id = container("web-node-0").text("containerID");
      assertThat(mirror.annotations()).containsKey("kubernetes.io/config.mirror");
      pods.delete(named("web-node-0"));
      InMemoryCluster.await(
          "a new mirror",
          () ->
              pods.find(named("web-node-0"))
                  .filter(each -> !each.uid().equals(mirror.uid()))
                  .isPresent());
      awaitPhase("web-node-0", "Running");
      assertThat(container("web-node-0").text("containerID")).isEqualTo(id);
      InMemoryCluster.await("well", () -> pool.trouble().isEmpty());
    }
  }

  @Test
  void podsWaitForTheRangeThatTheClusterGivesTheirNode() {
    try (NodePool pool =
        NodePool.start(cluster.client("kubelet", timing), NodePoolConfig.ofCount(1))) {
      create("web", "node-0", WEB);
      InMemoryCluster.await("seen", () -> !status("web").text("startTime").isEmpty());
      assertThat(status("web").text("phase")).isEqualTo("Pending");
      assertThat(condition(status("web"), "PodReadyToStartContainers").orElseThrow().text("status"))
          .isEqualTo("False");
      client
          .resource("v1", "nodes")
          .patch(
              new ObjectName("", "node-0"),
              PatchType.MERGE,
              "{\"spec\":{\"podCIDR\":\"10.9.0.0/24\",\"podCIDRs\":[\"10.9.0.0/24\"]}}".getBytes());
      awaitPhase("web", "Running");
      assertThat(status("web").text("podIP")).isEqualTo("10.9.0.2");
      InMemoryCluster.await("well", () -> pool.trouble().isEmpty());
    }
  }

  @Test
  void aNodesScriptMakesItUnready() {
    try (NodePool pool = pool(NodePoolConfig.ofCount(2))) {
      InMemoryCluster.await("registered", () -> pool.trouble().isEmpty());
      client
          .resource("v1", "nodes")
          .patch(
              new ObjectName("", "node-1"),
              PatchType.MERGE,
              "{\"metadata\":{\"annotations\":{\"pretend.keelson.dev/not-ready\":\"no network\"}}}"
                  .getBytes());
      InMemoryCluster.await(
          "not ready",
          () ->
              condition(node("node-1"), "Ready")
                  .filter(each -> each.text("message").equals("no network"))
                  .isPresent());
    }
  }
}
