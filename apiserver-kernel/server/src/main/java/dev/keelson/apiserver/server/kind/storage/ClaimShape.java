package dev.keelson.apiserver.server.kind.storage;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.meta.Amounts;
import java.util.List;

/** The spec of a claim as upstream's messages show it: all fields, with the names Go has. */
final class ClaimShape {
  private ClaimShape() {}

  static JsonObject shown(JsonObject spec) {
    JsonObject resources = spec.object("resources");
    return JsonObject.builder()
        .put("AccessModes", orNull(spec.get("accessModes")))
        .put("Selector", spec.get("selector"))
        .put(
            "Resources",
            JsonObject.of(
                "Limits",
                amounts(resources.get("limits")),
                "Requests",
                amounts(resources.get("requests"))))
        .put("VolumeName", spec.text("volumeName"))
        .put("StorageClassName", spec.get("storageClassName"))
        .put("VolumeMode", spec.get("volumeMode"))
        .put("DataSource", reference(spec.get("dataSource"), List.of("apiGroup", "kind", "name")))
        .put(
            "DataSourceRef",
            reference(spec.get("dataSourceRef"), List.of("apiGroup", "kind", "name", "namespace")))
        .put("VolumeAttributesClassName", spec.get("volumeAttributesClassName"))
        .build();
  }

  private static JsonValue orNull(JsonValue list) {
    return list instanceof JsonArray array && array.isEmpty() ? JsonNull.NULL : list;
  }

  /** In canonical form, so that 1024Mi and 1Gi are one. */
  private static JsonValue amounts(JsonValue value) {
    if (!(value instanceof JsonObject amounts) || amounts.isEmpty()) {
      return JsonNull.NULL;
    }
    JsonObject.Builder canonical = JsonObject.builder();
    amounts.forEach(
        (name, amount) ->
            canonical.put(
                name,
                Amounts.of(amount)
                    .<JsonValue>map(quantity -> JsonString.of(quantity.toString()))
                    .orElse(amount)));
    return canonical.build();
  }

  private static JsonValue reference(JsonValue value, List<String> fields) {
    if (!(value instanceof JsonObject reference)) {
      return JsonNull.NULL;
    }
    JsonObject.Builder shown = JsonObject.builder();
    for (String field : fields) {
      String name =
          field.equals("apiGroup")
              ? "APIGroup"
              : Character.toUpperCase(field.charAt(0)) + field.substring(1);
      boolean isText = field.equals("kind") || field.equals("name");
      shown.put(name, isText ? JsonString.of(reference.text(field)) : reference.get(field));
    }
    return shown.build();
  }
}
