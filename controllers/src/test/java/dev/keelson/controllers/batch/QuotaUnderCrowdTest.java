package dev.keelson.controllers.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.ControllerManager;
import dev.keelson.controllers.ControllerSelection;
import dev.keelson.controllers.KubeControllers;
import dev.keelson.controllers.ManagerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The controller counts beside admission, which charges: together they must not let more in. */
class QuotaUnderCrowdTest {
  private static final int LIMIT = 5;

  @Test
  void neverMoreThanTheLimit() throws Exception {
    try (InMemoryCluster cluster = InMemoryCluster.open()) {
      ApiClient client = cluster.client("test");
      ManagerOptions options =
          ManagerOptions.of(KubeControllers.ALL)
              .only(ControllerSelection.parse("resourcequota-controller"));
      try (ControllerManager manager = ControllerManager.start(client, options)) {
        assertThat(manager.running()).containsExactly("resourcequota-controller");
        ObjectName quota = new ObjectName("default", "few");
        client
            .resource("v1", "resourcequotas")
            .create(
                InMemoryCluster.object(
                    """
                    {"apiVersion": "v1", "kind": "ResourceQuota",
                     "metadata": {"namespace": "default", "name": "few"},
                     "spec": {"hard": {"configmaps": "100", "secrets": "%d"}}}
                    """
                        .formatted(LIMIT)));
        InMemoryCluster.await(
            "counted",
            () ->
                client
                    .resource("v1", "resourcequotas")
                    .get(quota)
                    .status()
                    .object("used")
                    .isSet("secrets"));
        assertThat(successes(client)).isEqualTo(LIMIT);
      }
    }
  }

  private static long successes(ApiClient client) throws Exception {
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String name = "s" + i;
      calls.add(() -> isMade(client, name));
    }
    try (ExecutorService crowd = Executors.newFixedThreadPool(8)) {
      long made = 0;
      for (var each : crowd.invokeAll(calls)) {
        made += each.get() ? 1 : 0;
      }
      return made;
    }
  }

  private static boolean isMade(ApiClient client, String name) {
    try {
      client
          .resource("v1", "secrets")
          .create(
              InMemoryCluster.object(
                  """
                  {"apiVersion": "v1", "kind": "Secret",
                   "metadata": {"namespace": "default", "name": "%s"}}
                  """
                      .formatted(name)));
      return true;
    } catch (ApiFailure e) {
      assertThat(e.status().code()).isEqualTo(403);
      return false;
    }
  }
}
