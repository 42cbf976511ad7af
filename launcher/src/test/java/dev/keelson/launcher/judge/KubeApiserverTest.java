package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A real kube-apiserver ({@code KUBE_APISERVER}) and kubectl ({@code KUBECTL}) on the server under
 * test; {@code -Dkeelson.compare=true} does the same on real etcd for the table in {@code
 * docs/kubernetes.md}. On three members the leader is killed while ConfigMaps are created.
 */
@Tag("judge")
class KubeApiserverTest {
  private static final int CONFIG_MAPS = Integer.getInteger("keelson.configMaps", 1_000);
  private static final int CLIENTS = 64;
  private static final String NAMESPACE = "/api/v1/namespaces/judge";

  @TempDir Path directory;

  @ParameterizedTest(name = "{0} with {1} member(s)")
  @CsvSource({"ours, 1", "ours, 3", "etcd, 1", "etcd, 3"})
  @Timeout(240)
  void kubernetesWorks(String store, int members) throws Exception {
    Binary apiserver = Binary.kubeApiserver();
    Binary kubectl = Binary.kubectl();
    Assumptions.assumeTrue(
        store.equals("ours") || Boolean.getBoolean("keelson.compare"),
        "skipped: -Dkeelson.compare=true runs it on real etcd too");
    Binary binary = store.equals("ours") ? Binary.ours() : Binary.realEtcd();
    try (EtcdCluster cluster = EtcdCluster.start(binary, members, directory.resolve("store"));
        KubeApiserver kubernetes =
            KubeApiserver.start(apiserver, cluster, directory.resolve("kubernetes"))) {
      try {
        exercise(store, cluster, kubernetes, kubectl);
      } catch (AssertionError e) {
        throw new AssertionError(e.getMessage() + kubernetes.log() + cluster.log(), e);
      }
    }
  }

  private static void exercise(
      String store, EtcdCluster cluster, KubeApiserver kubernetes, Binary kubectl)
      throws Exception {
    assertThat(kubernetes.kubectl(kubectl, "create", "namespace", "judge"))
        .contains("namespace/judge created");
    assertThat(
            kubernetes.kubectl(
                kubectl,
                "-n",
                "judge",
                "create",
                "deployment",
                "web",
                "--image=example/web",
                "--replicas=3"))
        .contains("deployment.apps/web created");
    Set<String> watched = ConcurrentHashMap.newKeySet();
    AtomicBoolean watching = new AtomicBoolean(true);
    Thread.ofVirtual().start(() -> watch(kubernetes, kubectl, watching, watched));

    AtomicInteger retries = new AtomicInteger();
    Duration creating = createConfigMaps(cluster, kubernetes, retries);
    double rate = CONFIG_MAPS * 1e9 / creating.toNanos();

    long listStart = System.nanoTime();
    String list = kubernetes.kubectl(kubectl, "-n", "judge", "get", "configmaps", "-o", "name");
    Duration listing = Duration.ofNanos(System.nanoTime() - listStart);
    assertThat(list.lines()).hasSize(CONFIG_MAPS);
    for (int i = 0; i < 200 && watched.size() < CONFIG_MAPS; i++) {
      Thread.sleep(50);
    }
    watching.set(false);
    assertThat(watched).as("names that kubectl's watch saw").hasSize(CONFIG_MAPS);

    kubernetes.kubectl(kubectl, "-n", "judge", "label", "configmap", "map-7", "seen=yes");
    assertThat(kubernetes.kubectl(kubectl, "-n", "judge", "get", "cm", "-l", "seen=yes"))
        .contains("map-7");
    kubernetes.kubectl(kubectl, "-n", "judge", "scale", "deployment", "web", "--replicas=5");
    assertThat(
            kubernetes.kubectl(
                kubectl,
                "-n",
                "judge",
                "get",
                "deployment",
                "web",
                "-o",
                "jsonpath={.spec.replicas}"))
        .isEqualTo("5");
    kubernetes.kubectl(kubectl, "-n", "judge", "delete", "configmap", "map-7");
    kubernetes.kubectl(kubectl, "delete", "--raw", NAMESPACE + "/configmaps");
    assertThat(kubernetes.kubectl(kubectl, "-n", "judge", "get", "configmaps"))
        .contains("No resources found");
    kubernetes.kubectl(kubectl, "-n", "judge", "delete", "deployment", "web");
    deleteNamespace(kubernetes, kubectl);
    try (EtcdClient client = EtcdClient.to(cluster.member(0))) {
      Probe.membersAgree(cluster, Probe.putUntilDone(client, "judged", "yes"));
    }
    System.out.printf(
        "kubernetes | %s, %d member(s)%s | ready %.1f s | %,.0f ConfigMaps/s, %d retried |"
            + " kubectl list %.2f s |%n",
        store,
        cluster.members().size(),
        cluster.members().size() > 1 ? ", leader killed meanwhile" : "",
        kubernetes.timeToReady().toMillis() / 1e3,
        rate,
        retries.get(),
        listing.toMillis() / 1e3);
  }

  /**
   * The API server ends the watch of a client that is too slow for it, and kubectl then ends; so
   * this begins anew, as every client does.
   */
  private static void watch(
      KubeApiserver kubernetes, Binary kubectl, AtomicBoolean watching, Set<String> seen) {
    while (watching.get()) {
      try {
        Process process =
            kubernetes.startKubectl(
                kubectl, "-n", "judge", "get", "configmaps", "--watch", "-o", "name");
        process
            .inputReader()
            .lines()
            .takeWhile(_ -> watching.get())
            .filter(line -> line.startsWith("configmap/map-"))
            .forEach(seen::add);
        process.destroyForcibly();
      } catch (IOException | UncheckedIOException e) {
        Thread.yield(); // the server is being stopped, or kubectl was cut off: look again
      }
    }
  }

  private static Duration createConfigMaps(
      EtcdCluster cluster, KubeApiserver kubernetes, AtomicInteger retries) throws Exception {
    Semaphore clients = new Semaphore(CLIENTS);
    List<Future<?>> created = new ArrayList<>();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      EtcdProcess killed = null;
      for (int i = 0; i < CONFIG_MAPS; i++) {
        int number = i;
        clients.acquire();
        created.add(
            threads.submit(
                () -> {
                  try {
                    create(kubernetes, number, retries);
                  } finally {
                    clients.release();
                  }
                  return null;
                }));
        if (i == CONFIG_MAPS / 3 && cluster.members().size() > 1) {
          killed = cluster.member(Probe.leader(cluster));
          killed.kill();
        }
      }
      for (Future<?> future : created) {
        future.get(120, TimeUnit.SECONDS);
      }
      Duration creating = Duration.ofNanos(System.nanoTime() - start);
      if (killed != null) {
        killed.start();
      }
      return creating;
    }
  }

  /** Tries again when the store was without a leader; "already exists" is then a success. */
  private static void create(KubeApiserver kubernetes, int number, AtomicInteger retries)
      throws IOException, InterruptedException {
    String body =
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"map-%d"},"data":{"text":"%s"}}\
        """
            .formatted(number, "x".repeat(1_024));
    String last = "";
    for (int attempt = 0; attempt < 60; attempt++) {
      try {
        HttpResponse<String> response = kubernetes.send("POST", NAMESPACE + "/configmaps", body);
        if (response.statusCode() == 201 || (response.statusCode() == 409 && attempt > 0)) {
          return;
        }
        last = response.statusCode() + " " + response.body();
      } catch (IOException e) {
        last = e.toString();
      }
      retries.incrementAndGet();
      Thread.sleep(200);
    }
    throw new AssertionError("ConfigMap " + number + " could not be created: " + last);
  }

  /** Without a controller manager nobody takes the finalizer off, so this does. */
  private static void deleteNamespace(KubeApiserver kubernetes, Binary kubectl) throws Exception {
    kubernetes.kubectl(kubectl, "delete", "namespace", "judge", "--wait=false");
    String body =
        """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"judge"},"spec":{"finalizers":[]}}\
        """;
    HttpResponse<String> response = kubernetes.send("PUT", NAMESPACE + "/finalize", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(kubernetes.kubectl(kubectl, "get", "namespaces", "-o", "name"))
        .doesNotContain("namespace/judge")
        .contains("namespace/kube-system");
  }
}
