package dev.keelson.apiserver.server.kind.access;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.List;

/** Upstream's validation of RoleBinding and ClusterRoleBinding. */
record BindingRules(boolean isNamespaced) implements Rules {
  static final String GROUP = "rbac.authorization.k8s.io";
  private static final List<String> SUBJECTS = List.of("ServiceAccount", "User", "Group");

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Place binding = Place.of(object, errors);
    Place role = binding.at("roleRef");
    role.oneOf("apiGroup", List.of(GROUP));
    role.oneOf("kind", isNamespaced ? List.of("Role", "ClusterRole") : List.of("ClusterRole"));
    role.requireForm("name", Names::pathSegment);
    binding.each("subjects").forEach(this::checkSubject);
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    created(next, errors);
    JsonObject role = next.tree().object("roleRef");
    if (!shown(role).equals(shown(before.tree().object("roleRef")))) {
      errors.invalid(Place.of(next, errors).child("roleRef"), shown(role), "cannot change roleRef");
    }
  }

  /** As upstream's message shows it. */
  private static JsonObject shown(JsonObject role) {
    return JsonObject.of("APIGroup", JsonString.of(role.text("apiGroup")))
        .with("Kind", role.text("kind"))
        .with("Name", role.text("name"));
  }

  private void checkSubject(Place subject) {
    boolean hasName = subject.requireText("name");
    switch (subject.text("kind")) {
      case "ServiceAccount" -> {
        if (hasName) {
          subject.form("name", Names::subdomain1123);
        }
        if (!subject.text("apiGroup").isEmpty()) {
          subject.oneOf("apiGroup", List.of(""));
        }
        if (!isNamespaced && subject.text("namespace").isEmpty()) {
          subject.required("namespace", "");
        }
      }
      case "User", "Group" -> subject.oneOf("apiGroup", List.of(GROUP));
      default -> subject.oneOf("kind", SUBJECTS);
    }
  }
}
