package dev.keelson.controllers.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;

/** A pod as a {@code PodTemplateSpec} describes it. */
public final class PodTemplates {
  private PodTemplates() {}

  /** Controlled by {@code owner}, named by the server after it. */
  public static ApiObject pod(JsonObject template, ApiObject owner) {
    JsonObject from = template.object("metadata");
    JsonObject.Builder metadata =
        JsonObject.builder()
            .put("generateName", prefix(owner.name()))
            .put("namespace", owner.namespace());
    copy(from, metadata, "labels");
    copy(from, metadata, "annotations");
    copy(from, metadata, "finalizers");
    metadata.put("ownerReferences", JsonArray.of(OwnerRefs.toController(owner)));
    return new ApiObject(
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "Pod")
            .put("metadata", metadata.build())
            .put("spec", template.object("spec"))
            .build());
  }

  /** As {@link #pod(JsonObject, ApiObject)}, of that very name. */
  public static ApiObject pod(JsonObject template, ApiObject owner, String name) {
    return pod(template, owner)
        .withMetadata(metadata -> metadata.without("generateName").with("name", name));
  }

  private static void copy(JsonObject from, JsonObject.Builder to, String field) {
    if (from.isSet(field)) {
      to.put(field, from.get(field));
    }
  }

  /** With a dash, unless that makes it too long for a name. */
  public static String prefix(String owner) {
    String dashed = owner + "-";
    return Names.asPrefix(Names::subdomain1123).apply(dashed).isEmpty() ? dashed : owner;
  }
}
