package dev.keelson.apiserver.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.schema.BuiltInSchemas;
import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.resource.BuiltInResources;
import dev.keelson.apiserver.server.resource.KindHooks;
import dev.keelson.apiserver.server.table.Columns;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class OpenApiTest {
  private static final OpenApi API =
      new OpenApi(BuiltInSchemas.get(), BuiltInResources.all(new NoHooks()));

  private record NoHooks() implements KindHooks {
    @Override
    public Defaults defaults(GroupVersionKind kind) {
      return Defaults.NONE;
    }

    @Override
    public Rules rules(GroupVersionKind kind) {
      return Rules.NONE;
    }

    @Override
    public Preparation preparation(GroupVersionKind kind) {
      return Preparation.NONE;
    }

    @Override
    public Columns columns(GroupVersionKind kind) {
      return new Columns() {
        @Override
        public List<Column> columns() {
          return List.of();
        }

        @Override
        public JsonArray cells(ApiObject object, Instant now) {
          return JsonArray.EMPTY;
        }
      };
    }
  }

  private static JsonObject read(String path) throws IOException {
    OpenApi.Document document = API.document(path).orElseThrow();
    assertThat(document.contentType()).isEqualTo("application/json");
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(document.gzip()))) {
      return (JsonObject) JsonReader.read(in.readAllBytes());
    }
  }

  @Test
  void theIndexLeadsToEachVersionByItsHash() throws IOException {
    JsonObject paths = read("/openapi/v3").object("paths");

    assertThat(paths.names())
        .contains("api/v1", "apis/apps/v1", "apis/rbac.authorization.k8s.io/v1");
    String url = paths.textAt("apis/apps/v1", "serverRelativeURL");
    assertThat(url).matches("/openapi/v3/apis/apps/v1\\?hash=[0-9A-F]{128}");
    String hash = url.substring(url.indexOf('=') + 1);
    assertThat(API.document("/openapi/v3/apis/apps/v1").orElseThrow().etag())
        .isEqualTo('"' + hash + '"');
    OpenApi again = new OpenApi(BuiltInSchemas.get(), BuiltInResources.all(new NoHooks()));
    assertThat(again.document("/openapi/v3").orElseThrow().etag())
        .isEqualTo(API.document("/openapi/v3").orElseThrow().etag());
    assertThat(API.document("/openapi/v3/apis/nothing/v1")).isEmpty();
    assertThat(API.document("/openapi/v4")).isEmpty();
  }

  @Test
  void kubectlFindsKindsAndTheirFields() throws IOException {
    JsonObject document = read("/openapi/v3/apis/apps/v1");
    JsonObject get =
        document.objectAt(
            "paths", "/apis/apps/v1/namespaces/{namespace}/deployments/{name}", "get");
    JsonObject kind =
        JsonReader.readObject("{\"group\":\"apps\",\"kind\":\"Deployment\",\"version\":\"v1\"}");
    assertThat(get.object("x-kubernetes-group-version-kind")).isEqualTo(kind);

    JsonObject schemas = document.objectAt("components", "schemas");
    JsonObject deployment = schemas.object("io.k8s.api.apps.v1.Deployment");
    assertThat(deployment.array("x-kubernetes-group-version-kind").get(0)).isEqualTo(kind);
    assertThat(deployment.text("description")).startsWith("Deployment enables declarative updates");
    JsonObject spec = schemas.object("io.k8s.api.apps.v1.DeploymentSpec");
    assertThat(spec.array("required").texts()).containsExactly("selector", "template");
    assertThat(spec.objectAt("properties", "strategy").text("x-kubernetes-patch-strategy"))
        .isEqualTo("retainKeys");
    assertThat(spec.objectAt("properties", "replicas").text("format")).isEqualTo("int32");
    JsonObject ports = schemas.objectAt("io.k8s.api.core.v1.Container", "properties", "ports");
    assertThat(ports.text("x-kubernetes-list-type")).isEqualTo("map");
    assertThat(ports.array("x-kubernetes-list-map-keys").texts())
        .containsExactly("containerPort", "protocol");
    assertThat(ports.text("x-kubernetes-patch-merge-key")).isEqualTo("containerPort");
    assertThat(
            schemas
                .objectAt("io.k8s.api.core.v1.Container", "properties", "imagePullPolicy")
                .array("enum")
                .texts())
        .containsExactly("Always", "IfNotPresent", "Never");
  }

  @Test
  void patchesSayThatFieldsAreValidated() throws IOException {
    JsonObject patch =
        read("/openapi/v3/api/v1")
            .objectAt("paths", "/api/v1/namespaces/{namespace}/pods/{name}", "patch");

    assertThat(patch.array("parameters").objects().map(each -> each.text("name")))
        .contains("fieldValidation", "dryRun", "fieldManager", "force");
    assertThat(patch.objectAt("requestBody", "content").names())
        .contains("application/strategic-merge-patch+json", "application/apply-patch+yaml");
  }

  @Test
  void noReferenceLeadsNowhere() throws IOException {
    for (String place : read("/openapi/v3").object("paths").names()) {
      JsonObject document = read("/openapi/v3/" + place);
      assertThat(missing(document, document.objectAt("components", "schemas"))).isEmpty();
    }
    JsonObject swagger = read("/openapi/v2");
    assertThat(missing(swagger, swagger.object("definitions"))).isEmpty();
    assertThat(swagger.text("swagger")).isEqualTo("2.0");
  }

  @Test
  void operationsHaveNamesOfTheirOwn() throws IOException {
    Set<String> seen = new HashSet<>();
    JsonObject paths = read("/openapi/v2").object("paths");
    paths.forEach(
        (path, item) ->
            ((JsonObject) item)
                .forEach(
                    (method, operation) -> {
                      if (operation instanceof JsonObject each) {
                        assertThat(seen.add(each.text("operationId")))
                            .as(path + " " + method)
                            .isTrue();
                      }
                    }));
    assertThat(seen)
        .contains(
            "listCoreV1PodForAllNamespaces",
            "connectCoreV1GetNamespacedPodExec",
            "readCoreV1NamespacedPodLog",
            "patchRbacAuthorizationV1ClusterRole",
            "createCoreV1NamespacedServiceAccountToken");
  }

  private static Set<String> missing(JsonValue value, JsonObject types) {
    Set<String> missing = new HashSet<>();
    switch (value) {
      case JsonObject object ->
          object.forEach(
              (name, each) -> {
                if (name.equals("$ref") && each instanceof JsonString(String ref)) {
                  String type = ref.substring(ref.lastIndexOf('/') + 1);
                  if (!types.has(type)) {
                    missing.add(type);
                  }
                } else {
                  missing.addAll(missing(each, types));
                }
              });
      case JsonArray array -> array.forEach(each -> missing.addAll(missing(each, types)));
      default -> {}
    }
    return missing;
  }
}
