package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.GroupVersionKind;
import java.util.List;
import java.util.Set;

/**
 * What a request cannot change whatever it says, so that nobody comes to own it by that way: the
 * status by the object itself, all the rest by the status. As the strategies of Kubernetes' kinds
 * have them.
 */
final class ResetFields {
  private static final FieldSet STATUS = FieldSet.of(List.of("status"));
  private static final FieldSet SPEC = FieldSet.of(List.of("spec"));
  private static final FieldSet SPEC_AND_METADATA =
      FieldSet.of(List.of("spec"), List.of("metadata"));

  /** Those in which the status' way may change metadata: the older ones. */
  private static final Set<String> SPEC_ONLY_GROUPS =
      Set.of("", "apps", "batch", "autoscaling", "policy");

  private ResetFields() {}

  static FieldSet of(GroupVersionKind kind, String subresource) {
    if (kind.group().equals("certificates.k8s.io")
        && kind.kind().equals("CertificateSigningRequest")) {
      return signingRequest(subresource);
    }
    return subresource.equals("status") ? status(kind) : STATUS;
  }

  private static FieldSet status(GroupVersionKind kind) {
    if (kind.group().equals("apps") && kind.kind().equals("Deployment")) {
      return FieldSet.of(List.of("spec"), List.of("metadata", "labels"));
    }
    if (kind.group().isEmpty() && kind.kind().equals("Pod")) {
      return FieldSet.of(
          List.of("spec"),
          List.of("metadata", "deletionTimestamp"),
          List.of("metadata", "ownerReferences"));
    }
    boolean isSpecOnly =
        SPEC_ONLY_GROUPS.contains(kind.group())
            || kind.group().equals("networking.k8s.io") && kind.kind().equals("Ingress")
            || kind.kind().equals("PodCertificateRequest");
    return isSpecOnly ? SPEC : SPEC_AND_METADATA;
  }

  private static FieldSet signingRequest(String subresource) {
    return switch (subresource) {
      case "status" -> FieldSet.of(List.of("spec"), List.of("status", "conditions"));
      case "approval" -> FieldSet.of(List.of("spec"), List.of("status", "certificate"));
      default -> FieldSet.of(List.of("spec"), List.of("status"));
    };
  }
}
