package dev.keelson.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Methods that run at the same time, each in a cluster of its own. */
@KeelsonCluster(nodes = 0)
@Execution(ExecutionMode.CONCURRENT)
class ParallelTest {
  private static final CyclicBarrier ALL = new CyclicBarrier(3);

  private static void create(ApiClient client, String name) {
    client
        .resource("v1", "secrets")
        .create(
            ApiObject.of(
                GroupVersionKind.of("v1", "Secret"),
                JsonObject.builder().put("namespace", "default").put("name", name).build()));
  }

  @BeforeAll
  static void fill(ApiClient client) {
    create(client, "shared");
  }

  /** No method goes on before all have written. */
  private static void seesItsOwn(ApiClient client, String name) throws Exception {
    create(client, name);
    ALL.await(2, TimeUnit.MINUTES);
    assertThat(client.resource("v1", "secrets").list("default", ListOptions.ALL).items())
        .extracting(ApiObject::name)
        .containsExactlyInAnyOrder("shared", name);
  }

  @Test
  void first(ApiClient client) throws Exception {
    seesItsOwn(client, "first");
  }

  @Test
  void second(ApiClient client) throws Exception {
    seesItsOwn(client, "second");
  }

  @Test
  void third(ApiClient client) throws Exception {
    seesItsOwn(client, "third");
  }
}
