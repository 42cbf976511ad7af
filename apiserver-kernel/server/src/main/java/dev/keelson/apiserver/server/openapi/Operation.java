package dev.keelson.apiserver.server.openapi;

import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.openapi.Parameters.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that is done at a path.
 *
 * @param id unique in its document
 * @param action upstream's word: list, post, get, put, patch, delete, deletecollection, connect
 * @param kind of what is sent, or read
 * @param bodyTypes media types of the body; none: there is no body
 * @param body schema of it
 * @param answer schema of what comes back
 * @param answerTypes media types of that
 * @param codes of HTTP
 */
record Operation(
    String id,
    String description,
    String tag,
    String action,
    GroupVersionKind kind,
    List<Parameter> query,
    List<String> bodyTypes,
    JsonObject body,
    JsonObject answer,
    List<String> answerTypes,
    List<Integer> codes) {
  static final List<String> ANY = List.of("*/*");
  static final List<String> PATCHES =
      List.of(
          "application/apply-patch+yaml",
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json");
  static final List<String> OBJECTS =
      List.of("application/json", "application/vnd.kubernetes.protobuf", "application/yaml");
  static final List<String> LISTS =
      List.of(
          "application/json",
          "application/json;stream=watch",
          "application/vnd.kubernetes.protobuf",
          "application/vnd.kubernetes.protobuf;stream=watch",
          "application/yaml");

  JsonObject in(Dialect dialect) {
    JsonObject.Builder out =
        JsonObject.builder().put("description", description).put("operationId", id);
    List<JsonValue> parameters = new ArrayList<>();
    boolean isDelete = action.startsWith("delete");
    if (!bodyTypes.isEmpty() && dialect == Dialect.V2) {
      out.put("consumes", JsonArray.ofText(bodyTypes));
      parameters.add(Parameters.body(body, !isDelete));
    }
    parameters.addAll(Parameters.query(query, dialect));
    if (!parameters.isEmpty()) {
      out.put("parameters", new JsonArray(parameters));
    }
    if (dialect == Dialect.V2) {
      out.put("produces", JsonArray.ofText(answerTypes));
      out.put("schemes", JsonArray.of(JsonString.of("https")));
    } else if (!bodyTypes.isEmpty()) {
      JsonObject.Builder request =
          JsonObject.builder().put("content", Dialect.content(bodyTypes, body));
      out.put("requestBody", (isDelete ? request : request.put("required", true)).build());
    }
    return out.put("responses", responses(dialect))
        .put("tags", JsonArray.of(JsonString.of(tag)))
        .put("x-kubernetes-action", action)
        .put("x-kubernetes-group-version-kind", Definitions.kind(kind))
        .build();
  }

  private JsonObject responses(Dialect dialect) {
    JsonObject.Builder all = JsonObject.builder();
    for (int code : codes) {
      String text = code == 200 ? "OK" : code == 201 ? "Created" : "Accepted";
      JsonObject.Builder response = JsonObject.builder().put("description", text);
      if (dialect == Dialect.V2) {
        response.put("schema", answer);
      } else {
        response.put("content", Dialect.content(answerTypes, answer));
      }
      all.put(Integer.toString(code), response.build());
    }
    return all.put("401", JsonObject.of("description", JsonString.of("Unauthorized"))).build();
  }
}
