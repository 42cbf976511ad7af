package dev.keelson.apiserver.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.WatchEvent;
import dev.keelson.apiserver.client.WatchOptions;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.assembly.ApiServer;
import dev.keelson.apiserver.server.assembly.ApiServerConfig;
import dev.keelson.apiserver.server.http.HttpsConfig;
import dev.keelson.apiserver.server.http.HttpsServer;
import dev.keelson.apiserver.server.pki.ClusterPki;
import dev.keelson.apiserver.server.pki.ServingNames;
import dev.keelson.mvcc.LocalKvStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTransportTest {
  @TempDir Path directory;

  @Test
  void speaksToARealServer() throws Exception {
    ClusterPki pki =
        ClusterPki.open(
            directory.resolve("pki"),
            new ServingNames(Set.of("localhost"), Set.of("127.0.0.1")),
            InstantSource.system());
    try (var store = LocalKvStore.inMemory();
        var api = ApiServer.open(store, ApiServerConfig.embedded());
        var https =
            HttpsServer.open(
                new HttpsConfig("127.0.0.1", 0, pki.serving(), List.of()), api::handle)) {
      Path file = directory.resolve("config");
      pki.writeAdminConfig(file, "https://127.0.0.1:" + https.port());
      try (var transport = HttpTransport.open(Kubeconfig.load(file))) {
        roundTrip(new ApiClient(transport, ClientOptions.usual("test").withRetries(0)));
      }
    }
  }

  private static void roundTrip(ApiClient client) {
    var configs = client.resource("v1", "configmaps");
    ObjectName name = new ObjectName("default", "over-http");
    String before = configs.list("default", WatchOptions.from("").what()).resourceVersion();
    try (var events = configs.watch("default", WatchOptions.from(before))) {
      ApiObject made =
          configs.create(
              ApiObject.of(
                  GroupVersionKind.of("v1", "ConfigMap"),
                  JsonObject.builder()
                      .put("namespace", "default")
                      .put("name", name.name())
                      .build()));
      assertThat(configs.get(name)).isEqualTo(made);
      assertThat(events.next())
          .hasValueSatisfying(
              event ->
                  assertThat(event)
                      .isInstanceOfSatisfying(
                          WatchEvent.Added.class,
                          added -> assertThat(added.object()).isEqualTo(made)));
      events.close();
      assertThat(events.next()).isEmpty();
    }
    assertThatThrownBy(() -> configs.get(new ObjectName("default", "no such/thing")))
        .isInstanceOfSatisfying(
            ApiFailure.class, e -> assertThat(e.status().code()).isEqualTo(404));
  }

  @Test
  void saysThatNobodyWasThere() {
    try (var transport =
        HttpTransport.open(
            new Kubeconfig(
                java.net.URI.create("http://127.0.0.1:1"),
                java.util.Optional.empty(),
                false,
                new Credentials.Anonymous(),
                "default"))) {
      var client = new ApiClient(transport, ClientOptions.usual("test").withRetries(0));
      assertThatThrownBy(() -> client.get("/version"))
          .isInstanceOfSatisfying(TransportFailure.class, e -> assertThat(e.isUnsent()).isTrue());
    }
  }

  @Test
  void refusesUsersThatAreProgrammes() throws Exception {
    Path file = directory.resolve("exec");
    Files.writeString(
        file,
        """
        clusters: [{name: c, cluster: {server: "https://example.org"}}]
        users: [{name: u, user: {exec: {command: aws}}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """);
    assertThatThrownBy(() -> Kubeconfig.load(file))
        .isInstanceOf(BadKubeconfig.class)
        .hasMessageContaining("\"exec\" are not supported");
  }

  @Test
  void findsItselfInAPod() throws Exception {
    Files.writeString(directory.resolve("ca.crt"), "PEM");
    Files.writeString(directory.resolve("token"), "secret\n");
    Files.writeString(directory.resolve("namespace"), "mine");
    Kubeconfig config =
        Kubeconfig.inCluster(
            Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "443"),
            directory);
    assertThat(config.server()).hasToString("https://[fd00::1]:443");
    assertThat(config.namespace()).isEqualTo("mine");
    assertThat(config.credentials())
        .isEqualTo(new Credentials.TokenFile(directory.resolve("token")));
    assertThatThrownBy(() -> Kubeconfig.inCluster(Map.of())).hasMessageContaining("not in a pod");
  }
}
