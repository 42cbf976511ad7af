package dev.keelson.apiserver.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.mvcc.LocalKvStore;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Details of answers that a real kube-apiserver was seen to give so. */
class UpstreamFormsTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

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

  private static ApiResponse.Complete send(String method, String path, String type, String body) {
    return (ApiResponse.Complete)
        api.handle(
            ApiRequest.of(
                method,
                path,
                Headers.of("content-type", type).with("user-agent", "kubectl/v1"),
                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(ApiResponse.Complete answer) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer piece : answer.body()) {
      byte[] bytes = new byte[piece.remaining()];
      piece.duplicate().get(bytes);
      all.writeBytes(bytes);
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  private static JsonObject json(String method, String path, String type, String body) {
    return JsonReader.readObject(text(send(method, path, type, body)));
  }

  private static JsonObject post(String path, String body) {
    return json("POST", path, "application/json", body);
  }

  private static JsonObject get(String path) {
    return json("GET", path, "application/json", "");
  }

  private static void deployment(String name) {
    post(
        DEPLOYMENTS,
        ("{'metadata':{'name':'%s'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':"
                + "{'metadata':{'labels':{'a':'b'}},'spec':{'containers':"
                + "[{'name':'c','image':'i'}]}}}}")
            .formatted(name));
  }

  @Test
  void itemsOfAListDoNotSayTheirKind() {
    post(MAPS, "{'kind':'ConfigMap','apiVersion':'v1','metadata':{'name':'one'}}");
    post(MAPS, "{'metadata':{'name':'two'},'data':{'a':'b'}}");
    JsonObject list = get(MAPS);
    assertThat(list.text("kind")).isEqualTo("ConfigMapList");
    assertThat(list.array("items").objects())
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(
            item -> {
              assertThat(item.has("kind")).isFalse();
              assertThat(item.has("apiVersion")).isFalse();
              assertThat(item.object("metadata").text("uid")).isNotEmpty();
            });
  }

  @Test
  void whoScalesOwnsTheReplicasByWayOfTheScale() {
    deployment("scaled");
    json(
        "PATCH",
        DEPLOYMENTS + "/scaled/scale",
        "application/merge-patch+json",
        "{'spec':{'replicas':3}}");
    JsonObject entry =
        get(DEPLOYMENTS + "/scaled")
            .object("metadata")
            .array("managedFields")
            .objects()
            .filter(each -> each.text("subresource").equals("scale"))
            .findFirst()
            .orElseThrow();
    assertThat(entry.text("operation")).isEqualTo("Update");
    assertThat(entry.object("fieldsV1").toJson()).isEqualTo("{\"f:spec\":{\"f:replicas\":{}}}");
  }

  @Test
  void aScaleIsApplied() {
    deployment("applied");
    json(
        "PATCH",
        DEPLOYMENTS + "/applied/scale?fieldManager=hand&force=true",
        "application/apply-patch+yaml",
        "{'kind':'Scale','apiVersion':'autoscaling/v1','metadata':{'name':'applied'},"
            + "'spec':{'replicas':4}}");
    JsonObject applied = get(DEPLOYMENTS + "/applied");
    assertThat(applied.object("spec").number("replicas", 0)).isEqualTo(4);
    assertThat(applied.object("metadata").array("managedFields").objects())
        .anySatisfy(
            each -> {
              assertThat(each.text("manager")).isEqualTo("hand");
              assertThat(each.text("operation")).isEqualTo("Apply");
              assertThat(each.text("subresource")).isEqualTo("scale");
            });
  }

  @Test
  void aStrategicPatchOfAWrongTypeIsInvalid() {
    post(MAPS, "{'metadata':{'name':'typed'}}");
    JsonObject status =
        json(
            "PATCH", MAPS + "/typed", "application/strategic-merge-patch+json", "{'data':{'z':1}}");
    assertThat(status.number("code", 0)).isEqualTo(422);
    assertThat(status.text("message"))
        .isEqualTo(
            " \"\" is invalid: patch: Invalid value: \"map[data:map[z:1]]\": cannot convert int64 to"
                + " string");
  }

  @Test
  void applyTellsOfFieldsThatNobodyKnows() {
    JsonObject status =
        json(
            "PATCH",
            MAPS + "/unknown?fieldManager=m&fieldValidation=Strict",
            "application/apply-patch+yaml",
            "{'kind':'ConfigMap','apiVersion':'v1','metadata':{'name':'unknown'},'foo':'bar'}");
    assertThat(status.text("message"))
        .isEqualTo(
            "failed to create typed patch object (default/unknown; /v1, Kind=ConfigMap): .foo:"
                + " field not declared in schema");
  }

  @Test
  void systemPriorityClassesStay() {
    JsonObject status =
        json(
            "DELETE",
            "/apis/scheduling.k8s.io/v1/priorityclasses/system-node-critical",
            "application/json",
            "");
    assertThat(status.number("code", 0)).isEqualTo(403);
    assertThat(status.text("message")).endsWith("a system priority class and cannot be deleted");
  }

  @Test
  void aCollectionThatIsDeletedHasAVersion() {
    post("/api/v1/namespaces/default/secrets", "{'metadata':{'name':'gone'}}");
    JsonObject list = json("DELETE", "/api/v1/namespaces/default/secrets", "application/json", "");
    assertThat(list.textAt("metadata", "resourceVersion")).isNotEmpty();
    assertThat(list.array("items").objects().toList()).hasSize(1);
  }

  @Test
  void warnsOfWhatIsHardlyMeant() {
    ApiResponse.Complete answer =
        send(
            "POST",
            "/api/v1/namespaces/default/services",
            "application/json",
            "{'metadata':{'name':'odd'},'spec':{'clusterIP':'None','externalIPs':['192.0.2.1'],"
                + "'ports':[{'port':1}]}}");
    assertThat(answer.headers().all("warning"))
        .containsExactly(
            "299 - \"spec.externalIPs is ignored for headless services\"",
            "299 - \"spec.externalIPs is deprecated and may no longer be implemented in some"
                + " clusters\"");
  }

  @Test
  void warnsOfTemplates() {
    ApiResponse.Complete answer =
        send(
            "POST",
            DEPLOYMENTS,
            "application/json",
            "{'metadata':{'name':'warned'},'spec':{'selector':{'matchLabels':{'a':'b'}},"
                + "'template':{'metadata':{'labels':{'a':'b'}},'spec':{"
                + "'nodeSelector':{'beta.kubernetes.io/os':'linux'},'containers':[{'name':'c',"
                + "'image':'i','env':[{'name':'A','value':'1'},{'name':'A','value':'2'}]}]}}}}");
    assertThat(answer.headers().all("warning"))
        .containsExactly(
            "299 - \"spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since"
                + " v1.14; use \\\"kubernetes.io/os\\\" instead\"",
            "299 - \"spec.template.spec.containers[0].env[1]: hides previous definition of \\\"A\\\","
                + " which may be dropped when using apply\"");
  }

  @Test
  void tellsItsHealthCheckByCheck() {
    assertThat(text(send("GET", "/livez", "", ""))).isEqualTo("ok");
    assertThat(text(send("GET", "/livez/ping", "", ""))).isEqualTo("ok");
    assertThat(text(send("GET", "/readyz?verbose&exclude=etcd&exclude=none", "", "")))
        .contains(
            "[+]ping ok\n",
            "[+]etcd excluded: ok\n",
            "[+]poststarthook/rbac/bootstrap-roles ok\n",
            "warn: some health checks cannot be excluded: no matches for \"none\"\n",
            "readyz check passed\n");
  }

  @Test
  void tellsMetricsUnderUpstreamsNames() {
    get(MAPS);
    assertThat(text(send("GET", "/metrics", "", "")))
        .contains(
            "apiserver_request_total{code=\"200\",component=\"apiserver\",group=\"\","
                + "resource=\"configmaps\",scope=\"namespace\",subresource=\"\",verb=\"LIST\","
                + "version=\"v1\",dry_run=\"\"} ",
            "apiserver_request_duration_seconds_bucket{component=\"apiserver\",group=\"\","
                + "resource=\"configmaps\",scope=\"namespace\",subresource=\"\",verb=\"LIST\","
                + "version=\"v1\",dry_run=\"\",le=\"+Inf\"} ",
            "apiserver_current_inflight_requests{request_kind=\"readOnly\"} 1",
            "etcd_request_duration_seconds_count{operation=\"create\",group=\"\","
                + "resource=\"namespaces\"} ",
            "apiserver_storage_objects{resource=\"namespaces\"} 4",
            "apiserver_admission_controller_admission_duration_seconds_count{",
            "process_resident_memory_bytes ");
  }
}
