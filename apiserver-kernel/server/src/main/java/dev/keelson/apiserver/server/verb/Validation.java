package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.access.CertificateRequestPreparation;
import dev.keelson.apiserver.server.kind.cluster.ClusterKinds;
import dev.keelson.apiserver.server.kind.cluster.Namespaces;
import dev.keelson.apiserver.server.kind.meta.MetadataRules;
import dev.keelson.apiserver.server.kind.pod.EphemeralContainersRules;
import dev.keelson.apiserver.server.kind.pod.ResizeRules;
import dev.keelson.apiserver.server.resource.Resource;

/** Refuses what breaks a rule of its kind: 422 with a cause for each. */
public final class Validation {
  private Validation() {}

  static void created(Resource resource, ApiObject object) {
    FieldErrors errors = new FieldErrors();
    MetadataRules.created(
        object, resource.isNamespaced(), ClusterKinds.nameRule(resource.kind()), errors);
    resource.rules().created(object, errors);
    refuse(resource.kind(), object.name(), errors);
  }

  /** {@code subresource} "" of the object itself. */
  static void updated(Resource resource, String subresource, ApiObject next, ApiObject before) {
    FieldErrors errors = new FieldErrors();
    MetadataRules.updated(next, before, resource.isNamespaced(), errors);
    switch (subresource) {
      case "" -> resource.rules().updated(next, before, errors);
      case "status" -> resource.rules().statusUpdated(next, before, errors);
      case "approval" -> CertificateRequestPreparation.checkApproval(next, before, errors);
      case "finalize" -> Namespaces.checkFinalize(next, errors);
      case "ephemeralcontainers" -> EphemeralContainersRules.check(next, before, errors);
      case "resize" -> ResizeRules.check(next, before, errors);
      default -> {} // a part that has no rules but those of its shape
    }
    refuse(resource.kind(), before.name(), errors);
  }

  static void refuse(GroupVersionKind kind, String name, FieldErrors errors) {
    if (!errors.isEmpty()) {
      throw new ApiFailure(invalid(kind, name, errors));
    }
  }

  public static ApiStatus invalid(GroupVersionKind kind, String name, FieldErrors errors) {
    String qualified = kind.group().isEmpty() ? kind.kind() : kind.kind() + "." + kind.group();
    return new ApiStatus(
        422,
        "Invalid",
        "%s \"%s\" is invalid: %s".formatted(qualified, name, errors.summary()),
        name,
        kind.group(),
        kind.kind(),
        "",
        errors.causes(),
        0);
  }
}
