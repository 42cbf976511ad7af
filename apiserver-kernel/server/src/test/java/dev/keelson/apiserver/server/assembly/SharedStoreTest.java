package dev.keelson.apiserver.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.bootstrap.Bootstrap.ClusterAddress;
import dev.keelson.apiserver.server.resource.Feature;
import dev.keelson.apiserver.server.storage.Compactor;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.LocalKvStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several API servers on one store. */
class SharedStoreTest {
  private LocalKvStore store;

  @BeforeEach
  void open() {
    store = LocalKvStore.inMemory();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private ApiServer server(String ip) {
    ApiServerConfig usual = ApiServerConfig.embedded();
    return ApiServer.open(
        store,
        new ApiServerConfig(
            new ClusterAddress("10.96.0.1", "10.96.0.0/12", Optional.of(ip), 6443),
            "",
            "",
            List.of(),
            usual.serviceAccounts(),
            "",
            Optional.empty(),
            true,
            true,
            Set.of(),
            usual.clock()));
  }

  /** As upstream brings its roles up to date when a cluster is upgraded. */
  @Test
  void rolesGetWhatTheyLackWhenAServerStarts() {
    String role = "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:kube-scheduler";
    String kept = "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:aggregate-to-view";
    ApiServerConfig usual = ApiServerConfig.embedded();
    try (ApiServer before = ApiServer.open(store, usual)) {
      assertThat(send(before, "GET", role, "").toString()).doesNotContain("podgroups");
      JsonObject mine = send(before, "GET", kept, "");
      send(
          before,
          "PUT",
          kept,
          mine.mapObject(
                  "metadata",
                  metadata ->
                      metadata.with(
                          "annotations",
                          JsonReader.readObject(
                              "{\"rbac.authorization.kubernetes.io/autoupdate\":\"false\"}")))
              .toJson());
    }
    try (ApiServer after = ApiServer.open(store, usual.with(Set.of(Feature.GENERIC_WORKLOAD)))) {
      assertThat(send(after, "GET", role, "").toString()).contains("podgroups/status");
      assertThat(send(after, "GET", kept, "").toString()).doesNotContain("podgroups");
    }
  }

  private static JsonObject send(ApiServer server, String method, String path, String body) {
    var answer =
        (ApiResponse.Complete)
            server.handle(
                ApiRequest.of(
                    method,
                    path,
                    Headers.of("content-type", "application/json"),
                    body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    StringBuilder text = new StringBuilder();
    answer.body().forEach(piece -> text.append(StandardCharsets.UTF_8.decode(piece.duplicate())));
    return JsonReader.readObject(text.toString());
  }

  private static List<String> led(ApiServer server) {
    return send(server, "GET", "/api/v1/namespaces/default/endpoints/kubernetes", "")
        .array("subsets")
        .objects()
        .flatMap(subset -> subset.array("addresses").objects())
        .map(address -> address.text("ip"))
        .toList();
  }

  @Test
  void theServiceLeadsToWhoeverLives() {
    ApiServer first = server("192.0.2.1");
    assertThat(led(first)).containsExactly("192.0.2.1");
    ApiServer second = server("192.0.2.2");
    assertThat(led(first)).containsExactly("192.0.2.1", "192.0.2.2");
    assertThat(
            send(
                    first,
                    "GET",
                    "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes",
                    "")
                .array("endpoints")
                .objects()
                .toList())
        .hasSize(2);
    first.close();
    assertThat(led(second)).containsExactly("192.0.2.2");
    assertThat(
            send(second, "GET", "/api", "")
                .array("serverAddressByClientCIDRs")
                .objects()
                .toList()
                .getFirst()
                .text("serverAddress"))
        .isEqualTo("192.0.2.2:6443");
    second.close();
  }

  @Test
  void aNodePortIsGivenOnce() {
    try (ApiServer first = server("192.0.2.1");
        ApiServer second = server("192.0.2.2")) {
      String body =
          "{'metadata':{'name':'%s'},'spec':{'type':'NodePort','ports':[{'port':1,'nodePort':%d}]}}";
      String path = "/api/v1/namespaces/default/services";
      assertThat(send(first, "POST", path, body.formatted("a", 30_500)).text("kind"))
          .isEqualTo("Service");
      assertThat(send(second, "POST", path, body.formatted("b", 30_500)).text("message"))
          .contains("provided port is already allocated");
      Set<Long> given = new HashSet<>();
      for (int i = 0; i < 10; i++) {
        JsonObject made =
            send(i % 2 == 0 ? first : second, "POST", path, body.formatted("x" + i, 0));
        given.add(
            made.object("spec").array("ports").objects().toList().getFirst().number("nodePort", 0));
      }
      assertThat(given).hasSize(10).doesNotContain(30_500L, 0L);
      send(second, "DELETE", path + "/a", "");
      assertThat(send(second, "POST", path, body.formatted("c", 30_500)).text("kind"))
          .isEqualTo("Service");
    }
  }

  @Test
  void whatIsOldIsForgottenByOneOfThem() {
    try (ApiServer server = server("192.0.2.1")) {
      Compactor first = new Compactor(store);
      Compactor second = new Compactor(store);
      first.step();
      second.step();
      String path = "/api/v1/namespaces/default/configmaps";
      send(server, "POST", path, "{'metadata':{'name':'a'}}");
      first.step();
      second.step();
      send(server, "POST", path, "{'metadata':{'name':'b'}}");
      first.step();
      second.step();
      assertThat(
              store
                  .range(
                      RangeQuery.key(Bytes.of("/registry/x")).atRevision(1),
                      KvStore.Consistency.SERIALIZABLE)
                  .join())
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> assertThat(refused.why()).isInstanceOf(Refusal.Compacted.class));
    }
  }
}
