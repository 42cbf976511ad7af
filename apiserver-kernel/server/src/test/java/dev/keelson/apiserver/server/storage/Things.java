package dev.keelson.apiserver.server.storage;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.resource.SelectableFields;
import dev.keelson.apiserver.server.table.Columns;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A resource and objects of it, for tests. */
public final class Things {
  public static final Resource CONFIG_MAPS = resource("configmaps", "ConfigMap", true);
  public static final Resource NODES = resource("minions", "Node", false);

  private Things() {}

  private static Resource resource(String directory, String kind, boolean isNamespaced) {
    GroupVersionKind gvk = new GroupVersionKind("", "v1", kind);
    return new Resource(
        new GroupVersionResource("", "v1", directory.equals("minions") ? "nodes" : directory),
        gvk,
        kind,
        List.of(),
        List.of(),
        isNamespaced,
        List.of(),
        "/registry/" + directory + "/",
        gvk,
        List.of(),
        Defaults.NONE,
        Preparation.NONE,
        Rules.NONE,
        new NoColumns(),
        SelectableFields.METADATA);
  }

  private record NoColumns() implements Columns {
    @Override
    public List<Column> columns() {
      return List.of();
    }

    @Override
    public JsonArray cells(ApiObject object, Instant now) {
      return JsonArray.EMPTY;
    }
  }

  public static ApiObject configMap(String namespace, String name, Map<String, String> labels) {
    return configMap(namespace, name, labels, "");
  }

  public static ApiObject configMap(
      String namespace, String name, Map<String, String> labels, String data) {
    JsonObject.Builder metadata =
        JsonObject.builder()
            .put("name", name)
            .put("namespace", namespace)
            .put("uid", "uid-of-" + name);
    if (!labels.isEmpty()) {
      metadata.put("labels", JsonObject.ofText(labels));
    }
    return new ApiObject(
        JsonObject.builder()
            .put("kind", "ConfigMap")
            .put("apiVersion", "v1")
            .put("metadata", metadata.build())
            .put("data", JsonObject.ofText(Map.of("d", data)))
            .build());
  }

  public static ApiObject node(String name) {
    return ApiObject.of(
        new GroupVersionKind("", "v1", "Node"),
        JsonObject.builder().put("name", name).put("uid", "uid-of-" + name).build());
  }

  public static Stored done(Written written) {
    if (written instanceof Written.Done(Stored stored)) {
      return stored;
    }
    throw new AssertionError("not written: " + written);
  }
}
