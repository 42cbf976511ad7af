package dev.keelson.apiserver.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.BodyStream;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.mvcc.LocalKvStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The API as a function, on a store in memory: no socket. */
class ApiServerTest {
  /** Made with {@code openssl req}; its key is thrown away. */
  private static final String SIGNING_REQUEST =
      "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlISk1IRUNBUUF3RHpFTk1Bc0dBMVVF"
          + "QXd3RWFtRnVaVEJaTUJNR0J5cUdTTTQ5QWdFR0NDcUdTTTQ5QXdFSApBMElBQkZTclJiV0YxU3NXVldO"
          + "ZzBZNDR2L1daa1lFVmZiUzBEOFFEaERjSVdkanhnbHBla0dBQklwSXl4ZWs5ClJyZy9ycWkvTlZDVXJH"
          + "MFVMTHowN0c4TlRXV2dBREFLQmdncWhrak9QUVFEQWdOSUFEQkZBaUVBemU1NFkvRzQKM2IxQ0sxRSsz"
          + "VklmS0FFRndyQW52TTF3Vk1BTG9DZE81QVFDSUdjUytHVlNFaklYSGhvbzZlTjJ4WGpEYkpUOQpEZG5k"
          + "b0dHRVJrdGZqbmFyCi0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=";

  private static LocalKvStore store;
  private static ApiServer api;

  @BeforeAll
  static void open() {
    store = LocalKvStore.inMemory();
    api = ApiServer.open(store, ApiServerConfig.embedded());
  }

  @AfterAll
  static void close() {
    api.close();
    store.close();
  }

  private static ApiResponse.Complete send(String method, String path, String body, String type) {
    Headers headers = Headers.of("content-type", type).with("user-agent", "test/1");
    return (ApiResponse.Complete)
        api.handle(ApiRequest.of(method, path, headers, body.getBytes(StandardCharsets.UTF_8)));
  }

  private static ApiResponse.Complete get(String path) {
    return send("GET", path, "", "application/json");
  }

  private static ApiResponse.Complete post(String path, String body) {
    return send("POST", path, body, "application/json");
  }

  private static JsonObject body(ApiResponse.Complete response) {
    StringBuilder text = new StringBuilder();
    for (ByteBuffer piece : response.body()) {
      text.append(StandardCharsets.UTF_8.decode(piece.duplicate()));
    }
    return JsonReader.readObject(text.toString());
  }

  private static String configMap(String name, String value) {
    return """
    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "%s"}, "data": {"k": "%s"}}
    """
        .formatted(name, value);
  }

  @Test
  void aNewClusterHoldsWhatEveryClusterHolds() {
    for (String path :
        new String[] {
          "/api/v1/namespaces/default",
          "/api/v1/namespaces/kube-system",
          "/api/v1/namespaces/kube-public",
          "/api/v1/namespaces/kube-node-lease",
          "/api/v1/namespaces/default/services/kubernetes",
          "/api/v1/namespaces/default/serviceaccounts/default",
          "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication",
          "/apis/scheduling.k8s.io/v1/priorityclasses/system-node-critical",
          "/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-admin",
          "/apis/networking.k8s.io/v1/servicecidrs/kubernetes"
        }) {
      assertThat(get(path).status()).as(path).isEqualTo(200);
    }
  }

  @Test
  void whatIsCreatedIsReadChangedListedAndDeleted() {
    String all = "/api/v1/namespaces/default/configmaps";
    ApiResponse.Complete created = post(all, configMap("round", "one"));
    assertThat(created.status()).isEqualTo(201);
    JsonObject first = body(created);
    assertThat(first.textAt("metadata", "uid")).isNotEmpty();
    assertThat(body(get(all + "/round"))).isEqualTo(first);
    assertThat(post(all, configMap("round", "two")).status()).isEqualTo(409);

    ApiResponse.Complete patched =
        send("PATCH", all + "/round", "{\"data\":{\"k\":\"two\"}}", "application/merge-patch+json");
    assertThat(body(patched).textAt("data", "k")).isEqualTo("two");
    ApiResponse.Complete late = send("PUT", all + "/round", first.toJson(), "application/json");
    assertThat(late.status()).isEqualTo(409);
    assertThat(body(late).text("message"))
        .contains("the object has been modified; please apply your changes to the latest version");

    assertThat(body(get(all + "?fieldSelector=metadata.name%3Dround")).array("items").size())
        .isEqualTo(1);
    ApiResponse.Complete deleted = send("DELETE", all + "/round", "", "application/json");
    assertThat(body(deleted).text("status")).isEqualTo("Success");
    assertThat(get(all + "/round").status()).isEqualTo(404);
  }

  @Test
  void anUnchangedPatchWritesNothing() {
    String all = "/api/v1/namespaces/default/configmaps";
    post(all, configMap("still", "one"));
    String before = body(get(all + "/still")).textAt("metadata", "resourceVersion");
    JsonObject after =
        body(
            send(
                "PATCH",
                all + "/still",
                "{\"data\":{\"k\":\"one\"}}",
                "application/merge-patch+json"));
    assertThat(after.textAt("metadata", "resourceVersion")).isEqualTo(before);
  }

  @Test
  void dryRunStoresNothing() {
    String all = "/api/v1/namespaces/default/configmaps";
    assertThat(post(all + "?dryRun=All", configMap("dry", "one")).status()).isEqualTo(201);
    assertThat(get(all + "/dry").status()).isEqualTo(404);
  }

  @Test
  void whatBreaksARuleIsToldWithItsCause() {
    ApiResponse.Complete refused =
        post(
            "/api/v1/namespaces/default/pods",
            """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "bad"},
             "spec": {"containers": [{"name": "c"}]}}
            """);
    assertThat(refused.status()).isEqualTo(422);
    JsonObject status = body(refused);
    assertThat(status.text("reason")).isEqualTo("Invalid");
    assertThat(status.text("message"))
        .contains("Pod \"bad\" is invalid: spec.containers[0].image: Required value");
    assertThat(status.objectAt("details").array("causes").size()).isPositive();
  }

  @Test
  void aNamespaceThatIsNotThereTakesNothing() {
    ApiResponse.Complete refused =
        post("/api/v1/namespaces/nowhere/configmaps", configMap("a", "b"));
    assertThat(refused.status()).isEqualTo(404);
    assertThat(body(refused).text("message")).isEqualTo("namespaces \"nowhere\" not found");
  }

  @Test
  void pathsThatAreNoneAnswer404() {
    for (String path :
        new String[] {
          "/api/v2", "/api/v1/nothing", "/apis/apps/v1/deployment", "/no", "/api/v1/../v1/pods"
        }) {
      assertThat(get(path).status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void aWatchTellsOfEachChangeInOrder() throws Exception {
    String all = "/api/v1/namespaces/kube-public/configmaps";
    String since = body(get(all)).textAt("metadata", "resourceVersion");
    ApiResponse.Streaming watch =
        (ApiResponse.Streaming)
            api.handle(ApiRequest.of("GET", all + "?watch=true&resourceVersion=" + since));
    Semaphore ready = new Semaphore(0);
    try (BodyStream body = watch.body()) {
      body.onReady(ready::release);
      post(all, configMap("seen", "one"));
      send("PATCH", all + "/seen", "{\"data\":{\"k\":\"two\"}}", "application/merge-patch+json");
      send("DELETE", all + "/seen", "", "application/json");
      StringBuilder text = new StringBuilder();
      while (text.chars().filter(c -> c == '\n').count() < 3) {
        switch (body.poll()) {
          case BodyStream.Next.Bytes(var pieces) ->
              pieces.forEach(
                  piece -> text.append(StandardCharsets.UTF_8.decode(piece.duplicate())));
          case BodyStream.Next.Nothing _ ->
              assertThat(ready.tryAcquire(30, TimeUnit.SECONDS)).as(text.toString()).isTrue();
          case BodyStream.Next.End _ -> throw new AssertionError("ended after " + text);
        }
      }
      assertThat(text.toString().lines().map(line -> JsonReader.readObject(line).text("type")))
          .containsExactly("ADDED", "MODIFIED", "DELETED");
    }
  }

  @Test
  void serverSideApplyToldOfItsConflict() {
    String path = "/api/v1/namespaces/default/configmaps/owned";
    String type = "application/apply-patch+yaml";
    String one = configMap("owned", "one");
    assertThat(send("PATCH", path + "?fieldManager=a", one, type).status()).isEqualTo(201);
    ApiResponse.Complete conflict =
        send("PATCH", path + "?fieldManager=b", configMap("owned", "two"), type);
    assertThat(conflict.status()).isEqualTo(409);
    assertThat(body(conflict).text("message"))
        .isEqualTo("Apply failed with 1 conflict: conflict with \"a\": .data.k");
    assertThat(
            send("PATCH", path + "?fieldManager=b&force=true", configMap("owned", "two"), type)
                .status())
        .isEqualTo(200);
  }

  @Test
  void servicesGetAddressesThatNobodyElseHas() {
    String all = "/api/v1/namespaces/default/services";
    String service =
        """
        {"apiVersion": "v1", "kind": "Service", "metadata": {"generateName": "s-"},
         "spec": {"type": "NodePort", "ports": [{"port": 80}]}}
        """;
    JsonObject one = body(post(all, service));
    JsonObject two = body(post(all, service));
    assertThat(one.textAt("spec", "clusterIP")).startsWith("10.");
    assertThat(two.textAt("spec", "clusterIP")).isNotEqualTo(one.textAt("spec", "clusterIP"));
    JsonObject port = one.objectAt("spec").array("ports").objects().findFirst().orElseThrow();
    assertThat(port.number("nodePort", 0)).isBetween(30000L, 32767L);
  }

  @Test
  void eventsOfTheNewGroupAreCoresToo() {
    post(
        "/apis/events.k8s.io/v1/namespaces/default/events",
        """
        {"apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": {"name": "e"},
         "eventTime": "2026-01-02T03:04:05.000006Z", "reportingController": "example.com/c",
         "reportingInstance": "i", "action": "Binding", "reason": "Scheduled", "type": "Normal",
         "note": "said", "regarding": {"kind": "Pod", "namespace": "default", "name": "p"}}
        """);

    JsonObject core = body(get("/api/v1/namespaces/default/events/e"));
    assertThat(core.object("involvedObject").text("name")).isEqualTo("p");
    assertThat(core.text("message")).isEqualTo("said");
    assertThat(core.names())
        .doesNotContain("regarding", "deprecatedSource", "deprecatedFirstTimestamp");
    JsonObject other = body(get("/apis/events.k8s.io/v1/namespaces/default/events/e"));
    assertThat(other.object("regarding").text("name")).isEqualTo("p");
    assertThat(other.text("note")).isEqualTo("said");
  }

  @Test
  void aSigningRequestSaysWhoAsked() {
    JsonObject made =
        body(
            post(
                "/apis/certificates.k8s.io/v1/certificatesigningrequests",
                """
                {"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest",
                 "metadata": {"name": "r"},
                 "spec": {"username": "somebody-else", "groups": ["system:masters"],
                  "signerName": "example.com/s", "usages": ["client auth"], "request": "%s"}}
                """
                    .formatted(SIGNING_REQUEST)));

    assertThat(made.object("spec").text("username")).isEqualTo("system:anonymous");
    assertThat(made.object("spec").array("groups").texts())
        .containsExactly("system:unauthenticated");
  }
}
