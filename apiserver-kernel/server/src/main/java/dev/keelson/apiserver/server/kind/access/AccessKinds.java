package dev.keelson.apiserver.server.kind.access;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.meta.Kind;
import dev.keelson.apiserver.server.kind.meta.NameRule;
import java.util.List;
import java.util.Map;

/** The kinds that grant access, by name. */
public final class AccessKinds {
  private AccessKinds() {}

  public static Map<String, Kind> rbac() {
    Kind named = Kind.named(NameRule.PATH_SEGMENT);
    Kind binding = named.filledBy(AccessKinds::filledBinding);
    return Map.of(
        "Role",
        named.ruledBy(new RoleRules(true)),
        "ClusterRole",
        named.ruledBy(new RoleRules(false)),
        "RoleBinding",
        binding.ruledBy(new BindingRules(true)),
        "ClusterRoleBinding",
        binding.ruledBy(new BindingRules(false)));
  }

  public static Map<String, Kind> certificates() {
    return Map.of(
        "CertificateSigningRequest",
        Kind.named((_, _) -> List.of())
            .filledBy(object -> object.withDefault("status", JsonObject.EMPTY))
            .preparedBy(new CertificateRequestPreparation())
            .ruledBy(new CertificateRequestRules()));
  }

  private static JsonObject filledBinding(JsonObject object) {
    return object
        .mapObject("roleRef", AccessKinds::withGroup)
        .mapEach(
            "subjects",
            subject ->
                subject.text("kind").equals("User") || subject.text("kind").equals("Group")
                    ? withGroup(subject)
                    : subject);
  }

  private static JsonObject withGroup(JsonObject reference) {
    return reference.text("apiGroup").isEmpty()
        ? reference.with("apiGroup", BindingRules.GROUP)
        : reference;
  }
}
