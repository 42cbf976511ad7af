package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.launcher.judge.SwapCluster.Cast;
import dev.keelson.launcher.judge.SwapCluster.Maker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each of our parts stands in for the real one, beside the others that are real, and the real ones
 * beside our API server ({@code KUBE_APISERVER} on {@code ETCD_BIN}, {@code
 * KUBE_CONTROLLER_MANAGER}, {@code KUBE_SCHEDULER}, {@code KUBECTL}): one and the same story.
 */
@Tag("judge")
class SwapTest {
  private static final String STATEFUL =
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db}
      spec:
        replicas: 2
        serviceName: db
        selector: {matchLabels: {app: db}}
        template:
          metadata: {labels: {app: db}}
          spec: {containers: [{name: c, image: example/db}]}
      ---
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: each}
      spec:
        selector: {matchLabels: {app: each}}
        template:
          metadata: {labels: {app: each}}
          spec: {containers: [{name: c, image: example/agent}]}
      ---
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: {name: db}
      spec: {minAvailable: 1, selector: {matchLabels: {app: db}}}
      """;

  private static final String TOO_LARGE =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: large}
      spec:
        containers: [{name: c, image: example/large, resources: {requests: {cpu: "1000"}}}]
      """;

  @TempDir Path directory;

  static Stream<Cast> casts() {
    return Stream.of(
        new Cast(Maker.REAL, Maker.REAL, Maker.OURS),
        new Cast(Maker.REAL, Maker.OURS, Maker.REAL),
        new Cast(Maker.REAL, Maker.OURS, Maker.OURS),
        new Cast(Maker.OURS, Maker.REAL, Maker.REAL),
        new Cast(Maker.OURS, Maker.REAL, Maker.OURS),
        new Cast(Maker.OURS, Maker.OURS, Maker.REAL));
  }

  @ParameterizedTest
  @MethodSource("casts")
  @Timeout(900)
  void theStoryIsTheSameWhoeverPlays(Cast cast) throws Exception {
    try (SwapCluster cluster = SwapCluster.start(cast, directory)) {
      awaitNodes(cluster);
      cluster.kubectl("", "create", "namespace", "judged");
      deploymentsRoll(cluster);
      setsAndBudgetsAreKept(cluster);
      jobsEnd(cluster);
      whatFitsNowhereSaysSo(cluster);
      namespacesEnd(cluster);
    }
  }

  private static void awaitNodes(SwapCluster cluster) throws Exception {
    awaitOutput(cluster, "2", "get", "nodes", "-o", "go-template={{len .items}}");
    cluster.kubectl("", "wait", "--for=condition=Ready", "node", "--all", "--timeout=120s");
    awaitOutput(
        cluster,
        "true true ",
        "get",
        "nodes",
        "-o",
        "go-template={{range .items}}{{if .spec.podCIDR}}true {{end}}{{end}}");
  }

  private static void deploymentsRoll(SwapCluster cluster) throws Exception {
    in(cluster, "create", "deployment", "web", "--image=example/web:1", "--replicas=3");
    in(cluster, "rollout", "status", "deployment/web", "--timeout=120s");
    in(cluster, "expose", "deployment", "web", "--port=80");
    awaitOutput(
        cluster,
        "3",
        "-n",
        "judged",
        "get",
        "endpointslices",
        "-l",
        "kubernetes.io/service-name=web",
        "-o",
        "go-template={{range .items}}{{len .endpoints}}{{end}}");
    in(cluster, "set", "image", "deployment/web", "web=example/web:2");
    in(cluster, "rollout", "status", "deployment/web", "--timeout=120s");
    in(cluster, "rollout", "undo", "deployment/web");
    in(cluster, "rollout", "status", "deployment/web", "--timeout=120s");
    in(cluster, "scale", "deployment/web", "--replicas=5");
    in(cluster, "rollout", "status", "deployment/web", "--timeout=120s");
    assertThat(
            in(cluster, "get", "deployment", "web", "-o", "jsonpath={..image} {.status.replicas}"))
        .isEqualTo("example/web:1 5");
    assertThat(in(cluster, "get", "rs", "-l", "app=web", "-o", "name").lines()).hasSize(2);
  }

  private static void setsAndBudgetsAreKept(SwapCluster cluster) throws Exception {
    cluster.kubectl(STATEFUL, "-n", "judged", "apply", "-f", "-");
    in(cluster, "rollout", "status", "statefulset/db", "--timeout=120s");
    in(cluster, "rollout", "status", "daemonset/each", "--timeout=120s");
    awaitOutput(
        cluster,
        "1 2 1",
        "-n",
        "judged",
        "get",
        "pdb",
        "db",
        "-o",
        "jsonpath={.status.desiredHealthy} {.status.currentHealthy} {.status.disruptionsAllowed}");
    assertThat(
            in(
                    cluster,
                    "get",
                    "pods",
                    "-l",
                    "app=each",
                    "-o",
                    "jsonpath={range .items[*]}{.spec.nodeName}{'\\n'}{end}")
                .lines())
        .containsExactlyInAnyOrder("node-0", "node-1");
  }

  private static void jobsEnd(SwapCluster cluster) throws Exception {
    cluster.kubectl(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: once}
        spec:
          completions: 4
          parallelism: 2
          completionMode: Indexed
          template:
            spec:
              restartPolicy: Never
              containers: [{name: c, image: example/once, command: ["sh", "-c", "sleep 1"]}]
        """,
        "-n",
        "judged",
        "apply",
        "-f",
        "-");
    in(cluster, "wait", "--for=condition=Complete", "job/once", "--timeout=120s");
    assertThat(in(cluster, "get", "job", "once", "-o", "jsonpath={.status.completedIndexes}"))
        .isEqualTo("0-3");
  }

  private static void whatFitsNowhereSaysSo(SwapCluster cluster) throws Exception {
    cluster.kubectl(TOO_LARGE, "-n", "judged", "apply", "-f", "-");
    in(cluster, "wait", "--for=condition=PodScheduled=false", "pod/large", "--timeout=60s");
    assertThat(in(cluster, "get", "pod", "large", "-o", "jsonpath={.status.conditions[0].message}"))
        .startsWith("0/2 nodes are available: 2 Insufficient cpu.");
  }

  private static void namespacesEnd(SwapCluster cluster) throws Exception {
    cluster.kubectl("", "delete", "namespace", "judged", "--timeout=240s");
    assertThat(cluster.kubectl("", "get", "pods", "-A", "-o", "name")).isEmpty();
  }

  private static String in(SwapCluster cluster, String... arguments)
      throws IOException, InterruptedException {
    return cluster.kubectl(
        "", Stream.concat(Stream.of("-n", "judged"), Stream.of(arguments)).toArray(String[]::new));
  }

  private static void awaitOutput(SwapCluster cluster, String wanted, String... arguments)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + 120_000_000_000L;
    String last = cluster.tryKubectl("", arguments).output();
    while (!last.equals(wanted)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            String.join(" ", arguments) + " says " + last + ", not " + wanted + cluster.log());
      }
      Thread.sleep(200);
      last = cluster.tryKubectl("", arguments).output();
    }
  }
}
