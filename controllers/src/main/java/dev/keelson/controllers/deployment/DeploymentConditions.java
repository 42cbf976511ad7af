package dev.keelson.controllers.deployment;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.PodConditions;
import dev.keelson.controllers.pod.Times;
import java.time.Instant;
import java.util.Optional;

/** A Deployment's conditions, which also say when they were last affirmed. */
final class DeploymentConditions {
  static final String AVAILABLE = "Available";
  static final String PROGRESSING = "Progressing";
  static final String REPLICA_FAILURE = "ReplicaFailure";

  static final String SET_UPDATED = "ReplicaSetUpdated";
  static final String SET_NOT_CREATED = "ReplicaSetCreateError";
  static final String SET_CREATED = "NewReplicaSetCreated";
  static final String SET_FOUND = "FoundNewReplicaSet";
  static final String SET_AVAILABLE = "NewReplicaSetAvailable";
  static final String TIMED_OUT = "ProgressDeadlineExceeded";
  static final String PAUSED = "DeploymentPaused";
  static final String RESUMED = "DeploymentResumed";
  static final String ENOUGH = "MinimumReplicasAvailable";
  static final String NOT_ENOUGH = "MinimumReplicasUnavailable";

  private DeploymentConditions() {}

  static JsonObject of(String type, String status, String reason, String message, Instant now) {
    return JsonObject.builder()
        .put("type", type)
        .put("status", status)
        .put("lastUpdateTime", Times.text(now))
        .put("lastTransitionTime", Times.text(now))
        .put("reason", reason)
        .put("message", message)
        .build();
  }

  /**
   * At the end, in the place of the one of its type. One of the same status and reason stays as it
   * is; of the same status, the time of its transition.
   */
  static JsonArray with(JsonArray conditions, JsonObject wanted) {
    Optional<JsonObject> known = PodConditions.find(conditions, wanted.text("type"));
    JsonObject condition = wanted;
    if (known.isPresent() && known.get().text("status").equals(wanted.text("status"))) {
      if (known.get().text("reason").equals(wanted.text("reason"))) {
        return conditions;
      }
      condition = sameTransition(wanted, known.get());
    }
    return PodConditions.without(conditions, wanted.text("type")).plus(condition);
  }

  /** As {@link #with}, but affirmed even where nothing else changed. */
  static JsonArray affirmed(JsonArray conditions, JsonObject wanted) {
    JsonObject condition =
        PodConditions.find(conditions, wanted.text("type"))
            .filter(known -> known.text("status").equals(wanted.text("status")))
            .map(known -> sameTransition(wanted, known))
            .orElse(wanted);
    return PodConditions.without(conditions, wanted.text("type")).plus(condition);
  }

  private static JsonObject sameTransition(JsonObject wanted, JsonObject known) {
    return known.isSet("lastTransitionTime")
        ? wanted.with("lastTransitionTime", known.get("lastTransitionTime"))
        : wanted;
  }

  static String reason(Optional<JsonObject> condition) {
    return condition.map(each -> each.text("reason")).orElse("");
  }
}
