package dev.keelson.apiserver.client;

import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.yaml.BadYaml;
import dev.keelson.apiserver.model.yaml.YamlReader;
import dev.keelson.apiserver.server.assembly.ApiServer;
import dev.keelson.apiserver.server.assembly.ApiServerConfig;
import dev.keelson.apiserver.server.resource.Feature;
import dev.keelson.mvcc.LocalKvStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The real API server in memory, where everybody may do everything; for tests of its clients. */
public final class InMemoryCluster implements AutoCloseable {
  private final LocalKvStore store = LocalKvStore.inMemory();
  private final ApiServer server;

  public static InMemoryCluster open() {
    return open(Set.of());
  }

  /**
   * @param features gates that are open
   */
  public static InMemoryCluster open(Set<Feature> features) {
    return new InMemoryCluster(features);
  }

  private InMemoryCluster(Set<Feature> features) {
    this.server = ApiServer.open(store, ApiServerConfig.embedded().with(features));
  }

  public ApiTransport transport() {
    return KernelLoopback.to(server);
  }

  public ApiClient client(String userAgent) {
    return client(userAgent, Timing.system());
  }

  public ApiClient client(String userAgent, Timing timing) {
    return new ApiClient(transport(), ClientOptions.usual(userAgent).withTiming(timing));
  }

  /** An object as YAML or JSON has it. */
  public static ApiObject object(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return new ApiObject(
          text.stripLeading().startsWith("{")
              ? (JsonObject) JsonReader.read(bytes)
              : (JsonObject) YamlReader.read(bytes, _ -> {}));
    } catch (BadJson | BadYaml e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** Looks again and again, for a minute at most. */
  public static void await(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within a minute: " + what);
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted, waiting for: " + what, e);
      }
    }
  }

  @Override
  public void close() {
    server.close();
    store.close();
  }
}
