package dev.keelson.apiserver.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.informer.InformerOptions;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.assembly.ApiServer;
import dev.keelson.apiserver.server.assembly.ApiServerConfig;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.LocalKvStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RealServerTest {
  private static final ObjectName NAME = new ObjectName("default", "one");
  private static KvStore store;
  private static ApiServer server;
  private static ApiClient client;

  @BeforeAll
  static void open() {
    store = LocalKvStore.inMemory();
    server = ApiServer.open(store, ApiServerConfig.embedded());
    client = new ApiClient(KernelLoopback.to(server), ClientOptions.usual("keelson-test"));
  }

  @AfterAll
  static void close() throws Exception {
    server.close();
    store.close();
  }

  private static ApiObject config(ObjectName name, String value) {
    return ApiObject.of(
            GroupVersionKind.of("v1", "ConfigMap"),
            JsonObject.builder()
                .put("namespace", name.namespace())
                .put("name", name.name())
                .build())
        .with("data", JsonObject.builder().put("key", value).build());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void doesAllVerbs() {
    ResourceClient configs = client.resource("v1", "configmaps");
    ApiObject made = configs.create(config(NAME, "1"));
    assertThat(configs.get(NAME)).isEqualTo(made);
    ApiObject updated = configs.update(config(NAME, "2").withResourceVersion(rv(made)));
    assertThatThrownBy(() -> configs.update(config(NAME, "3").withResourceVersion(rv(made))))
        .isInstanceOfSatisfying(
            ApiFailure.class, e -> assertThat(e.status().reason()).isEqualTo("Conflict"));
    assertThat(updated.tree().textAt("data", "key")).isEqualTo("2");
    ApiObject patched = configs.patch(NAME, PatchType.MERGE, bytes("{\"data\":{\"more\":\"x\"}}"));
    assertThat(patched.tree().textAt("data", "more")).isEqualTo("x");
    ApiObject applied = configs.apply(config(NAME, "4"), WriteOptions.by("me").forced());
    assertThat(applied.tree().textAt("data", "key")).isEqualTo("4");
    configs.create(config(new ObjectName("default", "two"), "1"));
    ApiList all = configs.list("default", ListOptions.ALL.withPages(1));
    assertThat(all.items()).map(ApiObject::name).contains("one", "two");
    assertThat(all.items()).allMatch(each -> each.tree().text("kind").equals("ConfigMap"));
    configs.delete(NAME, DeleteOptions.USUAL.onlyUid(made.uid()));
    assertThat(configs.find(NAME)).isEmpty();
    configs.delete(new ObjectName("default", "two"));
  }

  private static long rv(ApiObject object) {
    return Long.parseLong(object.resourceVersion());
  }

  @Test
  void writesSubresources() {
    ResourceClient deployments = client.resource("apps/v1", "deployments");
    ApiObject made =
        deployments.create(
            new ApiObject(
                JsonReader.readObject(
                    """
                    {"apiVersion":"apps/v1","kind":"Deployment",
                     "metadata":{"name":"web","namespace":"default"},
                     "spec":{"selector":{"matchLabels":{"app":"web"}},"template":{
                       "metadata":{"labels":{"app":"web"}},
                       "spec":{"containers":[{"name":"web","image":"nginx"}]}}}}
                    """)));
    ApiObject observed =
        deployments.updateStatus(made.withStatus(status -> status.with("replicas", 3)));
    assertThat(observed.status().number("replicas", 0)).isEqualTo(3);
    ApiObject scale =
        deployments
            .subresource("scale")
            .patch(
                made.objectName(),
                PatchType.MERGE,
                bytes("{\"spec\":{\"replicas\":5}}"),
                WriteOptions.USUAL);
    assertThat(scale.spec().number("replicas", 0)).isEqualTo(5);
    deployments.delete(made.objectName());
  }

  @Test
  void anInformerEndsWithWhatAListSays() throws Exception {
    ResourceClient configs = client.resource("v1", "configmaps");
    for (boolean isStreamed : new boolean[] {true, false}) {
      informerAgainstRandomWrites(configs, isStreamed, new Random(11));
    }
  }

  private static void informerAgainstRandomWrites(
      ResourceClient configs, boolean isStreamed, Random random) throws Exception {
    String namespace = "random-" + isStreamed;
    client
        .resource("v1", "namespaces")
        .create(
            ApiObject.of(
                GroupVersionKind.of("v1", "Namespace"),
                JsonObject.builder().put("name", namespace).build()));
    Map<String, String> told = new ConcurrentSkipListMap<>();
    CountDownLatch isEnd = new CountDownLatch(1);
    InformerOptions options = InformerOptions.ALL.inNamespace(namespace);
    configs.create(config(new ObjectName(namespace, "first"), "0"));
    try (Informer informer = Informer.of(configs, isStreamed ? options : options.listed())) {
      informer.addHandler(new Recorder(told, isEnd)).start();
      assertThat(informer.awaitSynced(Duration.ofSeconds(60))).isTrue();
      for (int i = 0; i < 300; i++) {
        ObjectName name = new ObjectName(namespace, "c" + random.nextInt(20));
        if (configs.find(name).isEmpty()) {
          configs.create(config(name, "v" + i));
        } else if (random.nextInt(3) == 0) {
          configs.delete(name);
        } else {
          configs.update(config(name, "v" + i));
        }
      }
      configs.create(config(new ObjectName(namespace, "the-end"), "0"));
      assertThat(isEnd.await(60, TimeUnit.SECONDS)).isTrue();
      Map<String, String> listed = new TreeMap<>();
      configs
          .list(namespace, ListOptions.ALL)
          .items()
          .forEach(each -> listed.put(each.name(), each.resourceVersion()));
      assertThat(told).isEqualTo(listed);
      assertThat(informer.store().list()).hasSize(listed.size());
    }
  }

  /** Also checks that nothing goes back. */
  private record Recorder(Map<String, String> told, CountDownLatch isEnd)
      implements InformerHandler {
    @Override
    public void added(ApiObject object) {
      assertThat(told.put(object.name(), object.resourceVersion())).isNull();
      if (object.name().equals("the-end")) {
        isEnd.countDown();
      }
    }

    @Override
    public void updated(ApiObject before, ApiObject now) {
      assertThat(told.put(now.name(), now.resourceVersion())).isEqualTo(before.resourceVersion());
      assertThat(rv(now)).isGreaterThan(rv(before));
    }

    @Override
    public void deleted(ApiObject last, boolean isFinalStateUnknown) {
      told.remove(last.name());
    }
  }
}
