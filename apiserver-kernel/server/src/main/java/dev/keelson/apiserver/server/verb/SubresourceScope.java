package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.access.CertificateRequestPreparation;
import dev.keelson.apiserver.server.kind.cluster.Namespaces;
import dev.keelson.apiserver.server.kind.pod.EphemeralContainersRules;
import dev.keelson.apiserver.server.kind.pod.ResizeRules;
import dev.keelson.apiserver.server.resource.Resource;
import java.time.Instant;

/**
 * What an update may touch. The object itself: all but the status where that is a subresource. A
 * subresource: its own part alone, and most of the metadata.
 */
final class SubresourceScope {
  private SubresourceScope() {}

  /** {@code live} with that part of {@code next} which {@code subresource} ("" the object) has. */
  static ApiObject limit(
      Resource resource, String subresource, ApiObject next, ApiObject live, Instant now) {
    return switch (subresource) {
      case "" -> keepStatus(resource, next, live);
      case "status" -> status(next, live);
      case "approval" ->
          CertificateRequestPreparation.timed(
              CertificateRequestPreparation.forApproval(next, live), live, now);
      case "finalize" -> Namespaces.forFinalize(next, live);
      case "ephemeralcontainers" -> EphemeralContainersRules.prepared(next, live);
      case "resize" -> ResizeRules.prepared(next, live);
      default -> next; // a verb of its own has decided
    };
  }

  private static ApiObject keepStatus(Resource resource, ApiObject next, ApiObject live) {
    if (!resource.has("status")) {
      return next;
    }
    return live.tree().has("status")
        ? next.with("status", live.tree().get("status"))
        : next.without("status");
  }

  private static ApiObject status(ApiObject next, ApiObject live) {
    JsonObject tree = live.tree().with("metadata", next.metadata());
    return new ApiObject(
        next.tree().has("status")
            ? tree.with("status", next.tree().get("status"))
            : tree.without("status"));
  }
}
