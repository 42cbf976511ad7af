package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.pod.EphemeralContainersRules;
import dev.keelson.apiserver.server.kind.pod.ResizeRules;
import dev.keelson.apiserver.server.resource.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What an update may touch. The object itself: all but the status where that is a subresource. A
 * subresource: its own part alone, and most of the metadata.
 */
final class SubresourceScope {
  private static final Set<String> DECISIONS = Set.of("Approved", "Denied");

  private SubresourceScope() {}

  /** {@code live} with that part of {@code next} which {@code subresource} ("" the object) has. */
  static ApiObject limit(Resource resource, String subresource, ApiObject next, ApiObject live) {
    return switch (subresource) {
      case "" -> keepStatus(resource, next, live);
      case "status" -> status(next, live);
      case "approval" -> approval(next, live);
      case "finalize" -> part(next, live, "finalizers");
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

  /** Conditions that decide; the others are the signer's. */
  private static ApiObject approval(ApiObject next, ApiObject live) {
    List<JsonValue> conditions = new ArrayList<>();
    live.status().array("conditions").objects()
        .filter(each -> !DECISIONS.contains(each.text("type")))
        .forEach(conditions::add);
    next.status().array("conditions").objects()
        .filter(each -> DECISIONS.contains(each.text("type")))
        .forEach(conditions::add);
    return new ApiObject(live.tree().with("metadata", next.metadata()))
        .withStatus(status -> status.with("conditions", new JsonArray(conditions)));
  }

  private static ApiObject part(ApiObject next, ApiObject live, String field) {
    JsonValue value = next.spec().get(field);
    JsonObject tree = live.tree().with("metadata", next.metadata());
    return new ApiObject(tree)
        .withSpec(
            spec -> next.spec().has(field) ? spec.with(field, value) : spec.without(field));
  }
}
