package dev.keelson.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import org.junit.jupiter.api.Test;

class EmbeddedClusterTest {
  private static ApiObject config(String name) {
    return ApiObject.of(
        GroupVersionKind.of("v1", "ConfigMap"),
        JsonObject.builder().put("namespace", "default").put("name", name).build());
  }

  @Test
  void aForkHoldsWhatItsBaseHeldAndGoesItsOwnWay() {
    try (EmbeddedCluster base = EmbeddedCluster.open(ClusterOptions.API_ONLY)) {
      ApiClient client = base.client("test");
      client.resource("v1", "configmaps").create(config("before"));
      try (EmbeddedCluster fork = base.fork()) {
        ApiClient forked = fork.client("test");
        forked.resource("v1", "configmaps").create(config("in-fork"));
        client.resource("v1", "configmaps").create(config("in-base"));
        assertThat(names(forked)).contains("before", "in-fork").doesNotContain("in-base");
        assertThat(names(client)).contains("before", "in-base").doesNotContain("in-fork");
        assertThat(forked.resource("v1", "configmaps").find(new ObjectName("default", "before")))
            .isPresent();
      }
    }
  }

  private static java.util.List<String> names(ApiClient client) {
    return client.resource("v1", "configmaps").list("default", ListOptions.ALL).items().stream()
        .map(ApiObject::name)
        .toList();
  }

  public static void main(String[] words) {
    for (int round = 0; round < 8; round++) {
      long start = System.nanoTime();
      EmbeddedCluster cluster = EmbeddedCluster.open(ClusterOptions.API_ONLY);
      long opened = System.nanoTime();
      ApiClient client = cluster.client("test");
      for (int i = 0; i < 10_000; i++) {
        client.resource("v1", "configmaps").create(config("c" + i));
      }
      long filled = System.nanoTime();
      EmbeddedCluster fork = cluster.fork();
      long forked = System.nanoTime();
      fork.client("x").resource("v1", "configmaps").get(new ObjectName("default", "c77"));
      long read = System.nanoTime();
      fork.close();
      cluster.close();
      System.out.printf(
          "open %d ms, 10000 creates %d ms, fork %.1f ms, first read %.1f ms%n",
          (opened - start) / 1_000_000,
          (filled - opened) / 1_000_000,
          (forked - filled) / 1e6,
          (read - forked) / 1e6);
    }
  }
}
