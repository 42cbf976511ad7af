package dev.keelson.apiserver.server.auth.rbac;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;

/** The role that a binding gives. {@code kind} is Role or ClusterRole. */
record RoleRef(String apiGroup, String kind, String name) {
  static RoleRef of(ApiObject binding) {
    JsonObject ref = binding.tree().object("roleRef");
    return new RoleRef(ref.text("apiGroup"), ref.text("kind"), ref.text("name"));
  }
}
