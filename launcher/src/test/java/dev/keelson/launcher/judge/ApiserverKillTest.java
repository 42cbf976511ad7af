package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the API server, with its store inside, while two clients write and others
 * watch; then it is started again where it was.
 */
@Tag("judge")
@Timeout(400)
class ApiserverKillTest {
  private static final int EACH_LIFE = 60;
  private static final int LIVES = 3;

  @TempDir Path directory;

  /** What was said to be made, by name: its uid. */
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  /** Everything of which making was begun. */
  private final Set<String> begun = ConcurrentHashMap.newKeySet();

  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger counted = new AtomicInteger();
  private volatile boolean isOver;

  private static OurProcess server(Path directory, int port) {
    return OurProcess.exec(
            directory,
            "apiserver",
            "--data-dir=" + directory,
            "--bind-address=127.0.0.1",
            "--https-port=" + port)
        .awaiting("serving on https://");
  }

  private static ApiClient client(Path directory) throws Exception {
    try (Reader reader = Files.newBufferedReader(directory.resolve("admin.conf"))) {
      ApiClient client = ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(reader)).build();
      client.setReadTimeout(0);
      return client;
    }
  }

  private static V1ObjectMeta named(String name) {
    return new V1ObjectMeta().name(name).namespace("default");
  }

  private static void until(String what, BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.sleep(20);
    }
  }

  @Test
  void whatWasAcknowledgedIsThereOnceAndTold() throws Exception {
    Path data = directory.resolve("server");
    int port = Ports.free();
    OurProcess server = server(data, port);
    List<Thread> writers = new ArrayList<>();
    SharedInformerFactory informers = null;
    try {
      ApiClient client = client(data);
      CoreV1Api core = new CoreV1Api(client);
      core.createNamespacedConfigMap(
              "default", new V1ConfigMap().metadata(named("count")).data(Map.of("n", "0")))
          .execute();
      String since =
          core.listNamespacedConfigMap("default").execute().getMetadata().getResourceVersion();
      Map<String, AtomicInteger> added = new ConcurrentHashMap<>();
      informers = new SharedInformerFactory(client);
      inform(informers, client, added);
      writers.add(Thread.ofPlatform().start(() -> make(core)));
      writers.add(Thread.ofPlatform().start(() -> count(core)));
      for (int life = 1; life <= LIVES; life++) {
        int goal = life * EACH_LIFE;
        until("written in life " + life, () -> made.get() >= goal && counted.get() >= goal);
        server.kill();
        server = server(data, port);
      }
      int goal = (LIVES + 1) * EACH_LIFE;
      until("written at the end", () -> made.get() >= goal && counted.get() >= goal);
      isOver = true;
      for (Thread writer : writers) {
        assertThat(writer.join(Duration.ofSeconds(120))).isTrue();
      }
      everythingIsThereOnce(core);
      theCountIsRight(core);
      until("told to the informer", () -> added.keySet().containsAll(maps()));
      assertThat(added.values()).as("told once").allSatisfy(each -> assertThat(each).hasValue(1));
      aWatchFromBeforeTellsAll(client, core, since);
      servicesAreWhole(core);
    } finally {
      isOver = true;
      if (informers != null) {
        informers.stopAllRegisteredInformers();
      }
      server.close();
    }
  }

  private Set<String> maps() {
    Set<String> maps = new HashSet<>(acknowledged.keySet());
    maps.removeIf(name -> !name.startsWith("map-"));
    return maps;
  }

  private static void inform(
      SharedInformerFactory informers, ApiClient client, Map<String, AtomicInteger> added) {
    SharedIndexInformer<V1ConfigMap> informer =
        informers.sharedIndexInformerFor(
            new GenericKubernetesApi<>(
                V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client),
            V1ConfigMap.class,
            Duration.ZERO.toMillis(),
            "default");
    informer.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(V1ConfigMap map) {
            added
                .computeIfAbsent(map.getMetadata().getName(), _ -> new AtomicInteger())
                .incrementAndGet();
          }

          @Override
          public void onUpdate(V1ConfigMap before, V1ConfigMap map) {}

          @Override
          public void onDelete(V1ConfigMap map, boolean isUnknown) {}
        });
    informers.startAllRegisteredInformers();
  }

  /** A failure other than an answer: whether it was done is not known. */
  private static boolean isUnanswered(ApiException e) {
    return e.getCode() == 0 || e.getCode() >= 500;
  }

  /** Each name until it is there. */
  private void make(CoreV1Api core) {
    for (int i = 0; !isOver; i++) {
      String name = (i % 4 == 3 ? "service-" : "map-") + i;
      begun.add(name);
      while (!isOver) {
        try {
          acknowledged.put(
              name,
              name.startsWith("map-")
                  ? core.createNamespacedConfigMap(
                          "default",
                          new V1ConfigMap()
                              .metadata(named(name))
                              .data(Map.of("k", "v".repeat(900))))
                      .execute()
                      .getMetadata()
                      .getUid()
                  : core.createNamespacedService("default", service(name))
                      .execute()
                      .getMetadata()
                      .getUid());
          break;
        } catch (ApiException e) {
          if (e.getCode() == 409) {
            acknowledged.put(name, ""); // made by the try that was not answered
            break;
          }
          assertThat(isUnanswered(e)).as(e.getResponseBody()).isTrue();
          pause();
        }
      }
      made.incrementAndGet();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static V1Service service(String name) {
    return new V1Service()
        .metadata(named(name))
        .spec(new V1ServiceSpec().type("NodePort").ports(List.of(new V1ServicePort().port(80))));
  }

  private final AtomicInteger doubtful = new AtomicInteger();

  /** Reads, adds one, and writes only if nothing changed in between. */
  private void count(CoreV1Api core) {
    while (!isOver) {
      boolean isWriting = false;
      try {
        V1ConfigMap map = core.readNamespacedConfigMap("count", "default").execute();
        map.putDataItem("n", Integer.toString(Integer.parseInt(map.getData().get("n")) + 1));
        isWriting = true;
        core.replaceNamespacedConfigMap("count", "default", map).execute();
        counted.incrementAndGet();
      } catch (ApiException e) {
        assertThat(isUnanswered(e)).as(e.getResponseBody()).isTrue();
        doubtful.addAndGet(isWriting ? 1 : 0);
        pause();
      }
    }
  }

  private void everythingIsThereOnce(CoreV1Api core) throws ApiException {
    Map<String, String> there = new TreeMap<>();
    core.listNamespacedConfigMap("default")
        .execute()
        .getItems()
        .forEach(each -> there.put(each.getMetadata().getName(), each.getMetadata().getUid()));
    core.listNamespacedService("default")
        .execute()
        .getItems()
        .forEach(each -> there.put(each.getMetadata().getName(), each.getMetadata().getUid()));
    assertThat(there.keySet()).containsAll(acknowledged.keySet());
    acknowledged.forEach(
        (name, uid) -> {
          if (!uid.isEmpty()) {
            assertThat(there).as("the very object that was answered").containsEntry(name, uid);
          }
        });
    there.keySet().removeAll(begun);
    assertThat(there.keySet()).containsExactlyInAnyOrder("count", "kube-root-ca.crt", "kubernetes");
  }

  private void theCountIsRight(CoreV1Api core) throws ApiException {
    int count =
        Integer.parseInt(
            core.readNamespacedConfigMap("count", "default").execute().getData().get("n"));
    assertThat(count).isBetween(counted.get(), counted.get() + doubtful.get());
  }

  /** From before the first kill, by the revision that it had: no gap, nothing twice, in order. */
  private void aWatchFromBeforeTellsAll(ApiClient client, CoreV1Api core, String since)
      throws Exception {
    Set<String> left = maps();
    Set<String> told = new HashSet<>();
    long last = Long.parseLong(since);
    try (Watch<V1ConfigMap> watch =
        Watch.createWatch(
            client,
            core.listNamespacedConfigMap("default")
                .resourceVersion(since)
                .timeoutSeconds(100)
                .watch(true)
                .buildCall(null),
            TypeToken.getParameterized(Watch.Response.class, V1ConfigMap.class).getType())) {
      while (!left.isEmpty() && watch.hasNext()) {
        Watch.Response<V1ConfigMap> event = watch.next();
        assertThat(event.object).as(String.valueOf(event.status)).isNotNull();
        long version = Long.parseLong(event.object.getMetadata().getResourceVersion());
        assertThat(version).isGreaterThan(last);
        last = version;
        String name = event.object.getMetadata().getName();
        if (event.type.equals("ADDED")) {
          assertThat(told.add(name)).as(name + " told once").isTrue();
          left.remove(name);
        } else {
          assertThat(name).isEqualTo("count");
        }
      }
    }
    assertThat(left).as("never told").isEmpty();
  }

  /** Each has an address and a port that nobody else has. */
  private static void servicesAreWhole(CoreV1Api core) throws ApiException {
    core.createNamespacedService("default", service("service-after")).execute();
    List<V1Service> services =
        core.listNamespacedService("default").execute().getItems().stream()
            .filter(each -> each.getMetadata().getName().startsWith("service-"))
            .toList();
    assertThat(services)
        .extracting(each -> each.getSpec().getClusterIP())
        .doesNotContainNull()
        .doesNotHaveDuplicates();
    assertThat(services)
        .extracting(each -> each.getSpec().getPorts().getFirst().getNodePort())
        .doesNotContainNull()
        .doesNotHaveDuplicates();
  }
}
