package dev.keelson.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.junit.KeelsonCluster.Lifecycle;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Classes that run at the same time, each with a cluster of its own. */
@Execution(ExecutionMode.CONCURRENT)
class ParallelClassesTest {
  private static final CyclicBarrier BOTH = new CyclicBarrier(2);

  /** Neither goes on before both have written. */
  private static void write(ApiClient client, String name) throws Exception {
    client
        .resource("v1", "secrets")
        .create(
            ApiObject.of(
                GroupVersionKind.of("v1", "Secret"),
                JsonObject.builder().put("namespace", "default").put("name", name).build()));
    BOTH.await(2, TimeUnit.MINUTES);
  }

  private static void seesOnly(ApiClient client, String name) {
    assertThat(client.resource("v1", "secrets").list("default", ListOptions.ALL).items())
        .extracting(ApiObject::name)
        .containsExactly(name);
  }

  @Nested
  @KeelsonCluster(nodes = 0, controllers = "", lifecycle = Lifecycle.PER_CLASS)
  class One {
    @BeforeAll
    static void fill(ApiClient client) throws Exception {
      write(client, "of-one");
    }

    @Test
    void doesNotSeeTheOther(ApiClient client) {
      seesOnly(client, "of-one");
    }
  }

  @Nested
  @KeelsonCluster(nodes = 0, controllers = "")
  class Other {
    @BeforeAll
    static void fill(ApiClient client) throws Exception {
      write(client, "of-other");
    }

    @Test
    void doesNotSeeTheOne(ApiClient client) {
      seesOnly(client, "of-other");
    }
  }
}
