package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;

/** meta.k8s.io PartialObjectMetadata: an object without what is particular to its kind. */
final class PartialMetadata {
  private PartialMetadata() {}

  static JsonObject of(ApiObject object, String version) {
    return JsonObject.builder()
        .put("kind", "PartialObjectMetadata")
        .put("apiVersion", "meta.k8s.io/" + version)
        .put("metadata", object.metadata())
        .build();
  }
}
