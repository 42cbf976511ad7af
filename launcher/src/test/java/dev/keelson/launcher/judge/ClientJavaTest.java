package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kubernetes' own Java client against {@code bin/keelson apiserver}. */
@Tag("judge")
class ClientJavaTest {
  private static final long PATIENCE_SECONDS = 60;

  @TempDir static Path directory;
  private static OurApiserver server;
  private static ApiClient client;
  private static CoreV1Api core;

  @BeforeAll
  static void start() throws Exception {
    server = OurApiserver.start(directory.resolve("server"));
    try (Reader reader = Files.newBufferedReader(server.kubeconfig())) {
      client = ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(reader)).build();
    }
    client.setReadTimeout(0);
    core = new CoreV1Api(client);
    core.createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name("cj"))).execute();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static V1ConfigMap map(String name, String value) {
    return new V1ConfigMap()
        .metadata(new V1ObjectMeta().name(name).namespace("cj").labels(Map.of("of", name)))
        .data(Map.of("key", value));
  }

  @Test
  void listsAndChanges() throws Exception {
    V1ConfigMap made = core.createNamespacedConfigMap("cj", map("listed", "1")).execute();
    made.putDataItem("more", "2");
    core.replaceNamespacedConfigMap("listed", "cj", made).execute();
    V1ConfigMapList list = core.listNamespacedConfigMap("cj").labelSelector("of=listed").execute();
    assertThat(list.getItems()).hasSize(1);
    assertThat(list.getItems().getFirst().getData()).isEqualTo(Map.of("key", "1", "more", "2"));
    assertThat(core.deleteNamespacedConfigMap("listed", "cj").execute().getStatus())
        .isEqualTo("Success");
  }

  @Test
  void patchesInEveryWay() throws Exception {
    core.createNamespacedConfigMap("cj", map("patched", "1")).execute();
    patch(
        V1Patch.PATCH_FORMAT_JSON_PATCH,
        "[{\"op\":\"add\",\"path\":\"/data/json\",\"value\":\"a\"}]");
    patch(V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"data\":{\"merge\":\"b\"}}");
    patch(V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH, "{\"data\":{\"strategic\":\"c\"}}");
    V1ConfigMap applied =
        patch(
            V1Patch.PATCH_FORMAT_APPLY_YAML,
            "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"patched\"},"
                + "\"data\":{\"apply\":\"d\"}}");
    assertThat(applied.getData())
        .isEqualTo(Map.of("key", "1", "json", "a", "merge", "b", "strategic", "c", "apply", "d"));
  }

  private static V1ConfigMap patch(String format, String text) throws Exception {
    boolean isApply = format.equals(V1Patch.PATCH_FORMAT_APPLY_YAML);
    return PatchUtils.patch(
        V1ConfigMap.class,
        () -> {
          var call = core.patchNamespacedConfigMap("patched", "cj", new V1Patch(text));
          return (isApply ? call.fieldManager("judge").force(true) : call).buildCall(null);
        },
        format,
        client);
  }

  @Test
  void watches() throws Exception {
    String version =
        core.listNamespacedConfigMap("cj").execute().getMetadata().getResourceVersion();
    try (Watch<V1ConfigMap> watch =
        Watch.createWatch(
            client,
            core.listNamespacedConfigMap("cj")
                .labelSelector("of=watched")
                .resourceVersion(version)
                .watch(true)
                .buildCall(null),
            TypeToken.getParameterized(Watch.Response.class, V1ConfigMap.class).getType())) {
      core.createNamespacedConfigMap("cj", map("watched", "1")).execute();
      core.replaceNamespacedConfigMap("watched", "cj", map("watched", "2")).execute();
      core.deleteNamespacedConfigMap("watched", "cj").execute();
      assertThat(told(watch.next())).isEqualTo("ADDED 1");
      assertThat(told(watch.next())).isEqualTo("MODIFIED 2");
      assertThat(told(watch.next())).isEqualTo("DELETED 2");
    }
  }

  private static String told(Watch.Response<V1ConfigMap> event) {
    return event.type + " " + event.object.getData().get("key");
  }

  @Test
  void informs() throws Exception {
    core.createNamespacedConfigMap("cj", map("informed-0", "there")).execute();
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    SharedInformerFactory factory = new SharedInformerFactory(client);
    try {
      SharedIndexInformer<V1ConfigMap> informer =
          factory.sharedIndexInformerFor(
              new GenericKubernetesApi<>(
                  V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client),
              V1ConfigMap.class,
              Duration.ZERO.toMillis(),
              "cj");
      informer.addEventHandler(
          new ResourceEventHandler<>() {
            @Override
            public void onAdd(V1ConfigMap map) {
              tell("added", map);
            }

            @Override
            public void onUpdate(V1ConfigMap before, V1ConfigMap map) {
              tell("changed", map);
            }

            @Override
            public void onDelete(V1ConfigMap map, boolean isUnknown) {
              tell("gone", map);
            }

            private void tell(String what, V1ConfigMap map) {
              String name = map.getMetadata().getName();
              if (name.startsWith("informed-")) {
                seen.add(what + " " + name);
              }
            }
          });
      factory.startAllRegisteredInformers();
      assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("added informed-0");
      core.createNamespacedConfigMap("cj", map("informed-1", "new")).execute();
      assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("added informed-1");
      core.replaceNamespacedConfigMap("informed-1", "cj", map("informed-1", "other")).execute();
      assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("changed informed-1");
      core.deleteNamespacedConfigMap("informed-1", "cj").execute();
      assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("gone informed-1");
    } finally {
      factory.stopAllRegisteredInformers();
    }
  }
}
