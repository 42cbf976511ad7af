package dev.keelson.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** fabric8's client over its own HTTP: every form of patch, watches, informers. */
@KeelsonCluster(nodes = 0)
class Fabric8FormsTest {
  private static final long PATIENCE_SECONDS = 60;

  private static ConfigMap map(String name, String value) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .addToLabels("of", name)
        .endMetadata()
        .addToData("key", value)
        .build();
  }

  @Test
  void listsAndChanges(KubernetesClient client) {
    ConfigMap made = client.resource(map("listed", "1")).create();
    assertThat(made.getMetadata().getUid()).isNotEmpty();
    ConfigMap edited =
        client
            .configMaps()
            .inNamespace("default")
            .withName("listed")
            .edit(each -> new ConfigMapBuilder(each).addToData("more", "2").build());
    assertThat(edited.getData()).containsEntry("key", "1").containsEntry("more", "2");
    var list = client.configMaps().inNamespace("default").withLabel("of", "listed").list();
    assertThat(list.getItems()).hasSize(1);
    assertThat(list.getItems().getFirst().getKind()).isEqualTo("ConfigMap");
    assertThat(list.getMetadata().getResourceVersion()).isNotEmpty();
    assertThat(client.resource(made).delete()).isNotEmpty();
    assertThat(client.configMaps().inNamespace("default").withName("listed").get()).isNull();
  }

  @Test
  void patchesInEveryWay(KubernetesClient client) {
    client.resource(deployment("patched", 1)).create();
    var its = client.apps().deployments().inNamespace("default").withName("patched");
    its.patch(
        PatchContext.of(PatchType.JSON),
        "[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 2}]");
    its.patch(
        PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\": {\"labels\": {\"a\": \"b\"}}}");
    Deployment patched =
        its.patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            "{\"spec\": {\"template\": {\"spec\": {\"containers\": [{\"name\": \"side\", \"image\":"
                + " \"side:1\"}]}}}}");
    assertThat(patched.getSpec().getReplicas()).isEqualTo(2);
    assertThat(patched.getMetadata().getLabels()).containsEntry("a", "b");
    assertThat(patched.getSpec().getTemplate().getSpec().getContainers())
        .extracting(each -> each.getName())
        .containsExactly("side", "main");
    Deployment applied =
        client
            .resource(deployment("patched", 4))
            .fieldManager("judge")
            .forceConflicts()
            .serverSideApply();
    assertThat(applied.getSpec().getReplicas()).isEqualTo(4);
    assertThat(applied.getMetadata().getManagedFields())
        .anyMatch(each -> each.getManager().equals("judge") && each.getOperation().equals("Apply"));
    assertThat(its.scale(3).getSpec().getReplicas()).isEqualTo(3);
  }

  private static Deployment deployment(String name, int replicas) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .addToMatchLabels("app", name)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage("main:1")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  @Test
  void watches(KubernetesClient client) throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (Watch watch =
        client
            .configMaps()
            .inNamespace("default")
            .withLabel("of", "watched")
            .watch(
                new Watcher<ConfigMap>() {
                  @Override
                  public void eventReceived(Action action, ConfigMap map) {
                    seen.add(action + " " + map.getData().get("key"));
                  }

                  @Override
                  public void onClose(WatcherException cause) {}
                })) {
      assertThat(watch).isNotNull();
      client.resource(map("watched", "1")).create();
      client.resource(map("watched", "2")).update();
      client.resource(map("watched", "2")).delete();
      assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("ADDED 1");
      assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("MODIFIED 2");
      assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("DELETED 2");
    }
  }

  @Test
  void informs(KubernetesClient client) throws Exception {
    client.resource(map("informed-0", "there")).create();
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (SharedIndexInformer<ConfigMap> informer =
        client
            .configMaps()
            .inNamespace("default")
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(ConfigMap map) {
                    tell("added", map);
                  }

                  @Override
                  public void onUpdate(ConfigMap before, ConfigMap map) {
                    tell("changed", map);
                  }

                  @Override
                  public void onDelete(ConfigMap map, boolean isUnknown) {
                    tell("gone", map);
                  }

                  private void tell(String what, ConfigMap map) {
                    String name = map.getMetadata().getName();
                    if (name.startsWith("informed-")) {
                      seen.add(what + " " + name);
                    }
                  }
                })) {
      assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("added informed-0");
      client.resource(map("informed-1", "new")).create();
      assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("added informed-1");
      client.resource(map("informed-1", "other")).update();
      assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("changed informed-1");
      client.resource(map("informed-1", "other")).delete();
      assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("gone informed-1");
      assertThat(informer.getStore().getByKey("default/informed-0").getData())
          .isEqualTo(Map.of("key", "there"));
    }
  }
}
