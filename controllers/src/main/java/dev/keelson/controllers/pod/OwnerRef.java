package dev.keelson.controllers.pod;

import dev.keelson.apiserver.model.json.JsonObject;

/**
 * One of {@code metadata.ownerReferences}.
 *
 * @param apiVersion {@code apps/v1}
 */
public record OwnerRef(String apiVersion, String kind, String name, String uid) {
  static OwnerRef of(JsonObject reference) {
    return new OwnerRef(
        reference.text("apiVersion"),
        reference.text("kind"),
        reference.text("name"),
        reference.text("uid"));
  }

  /** {@code apps}; "" of the core group. Owners are the same across versions. */
  public String group() {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }
}
