package dev.keelson.apiserver.server.table;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.table.Columns.Column;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** meta.k8s.io Table of some objects. */
public record TableForm(Columns columns, String version, Include include, InstantSource clock) {
  /** What of the object stands in its row. */
  public enum Include {
    NONE,
    METADATA,
    OBJECT;

    /** {@code includeObject} of the query. */
    public static Include of(String text) {
      return switch (text) {
        case "", "Metadata" -> METADATA;
        case "None" -> NONE;
        case "Object" -> OBJECT;
        default ->
            throw new ApiFailure(
                ApiStatus.badRequest("unrecognized includeObject value: \"" + text + "\""));
      };
    }
  }

  /** {@code withHeads}: of a watch only the first table tells its columns. */
  public JsonObject of(
      List<ApiObject> objects,
      String resourceVersion,
      String continueToken,
      long remaining,
      boolean withHeads) {
    JsonObject.Builder metadata =
        JsonObject.builder()
            .putUnlessEmpty("resourceVersion", resourceVersion)
            .putUnlessEmpty("continue", continueToken);
    if (remaining > 0) {
      metadata.put("remainingItemCount", remaining);
    }
    Instant now = clock.instant();
    List<JsonValue> rows = new ArrayList<>(objects.size());
    for (ApiObject object : objects) {
      rows.add(row(object, now));
    }
    return JsonObject.builder()
        .put("kind", "Table")
        .put("apiVersion", "meta.k8s.io/" + version)
        .put("metadata", metadata.build())
        .put("columnDefinitions", withHeads ? heads() : JsonArray.EMPTY)
        .put("rows", new JsonArray(rows))
        .build();
  }

  private JsonArray heads() {
    List<JsonValue> heads = new ArrayList<>();
    for (Column column : columns.columns()) {
      heads.add(
          JsonObject.builder()
              .put("name", column.name())
              .put("type", column.type())
              .put("format", column.format())
              .put("description", column.description())
              .put("priority", column.priority())
              .build());
    }
    return new JsonArray(heads);
  }

  private JsonObject row(ApiObject object, Instant now) {
    JsonObject.Builder row = JsonObject.builder().put("cells", columns.cells(object, now));
    switch (include) {
      case NONE -> {}
      case OBJECT -> row.put("object", object.tree());
      case METADATA ->
          row.put(
              "object",
              JsonObject.builder()
                  .put("kind", "PartialObjectMetadata")
                  .put("apiVersion", "meta.k8s.io/" + version)
                  .put("metadata", object.metadata())
                  .build());
    }
    return row.build();
  }
}
