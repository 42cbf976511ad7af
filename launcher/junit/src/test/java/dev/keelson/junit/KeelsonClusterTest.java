package dev.keelson.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each method has the cluster that the first one filled, and no other method's changes. */
@KeelsonCluster(nodes = 0)
class KeelsonClusterTest {
  @BeforeAll
  static void fill(ApiClient client) {
    create(client, "from-before-all");
  }

  private static void create(ApiClient client, String name) {
    client
        .resource("v1", "configmaps")
        .create(
            ApiObject.of(
                GroupVersionKind.of("v1", "ConfigMap"),
                JsonObject.builder().put("namespace", "default").put("name", name).build()));
  }

  private static List<String> configs(ApiClient client) {
    return client.resource("v1", "configmaps").list("default", ListOptions.ALL).items().stream()
        .map(ApiObject::name)
        .filter(name -> !name.equals("kube-root-ca.crt"))
        .toList();
  }

  @Test
  void oneMethod(ApiClient client) {
    assertThat(configs(client)).containsExactly("from-before-all");
    create(client, "of-one");
  }

  @Test
  void andAnother(ApiClient client) {
    assertThat(configs(client)).containsExactly("from-before-all");
    create(client, "of-another");
  }

  @Test
  void otherClientsSeeTheSame(
      KubernetesClient fabric8,
      io.kubernetes.client.openapi.ApiClient official,
      @Kubeconfig Path kubeconfig)
      throws ApiException, IOException {
    assertThat(fabric8.configMaps().inNamespace("default").withName("from-before-all").get())
        .isNotNull();
    assertThat(new CoreV1Api(official).listNamespacedConfigMap("default").execute().getItems())
        .anyMatch(each -> "from-before-all".equals(each.getMetadata().getName()));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kubeconfig)))
        .isEqualTo("rw-------");
  }
}
