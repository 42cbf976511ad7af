package dev.keelson.controllers.replication;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.select.LabelSelector;
import dev.keelson.controllers.pod.PodConditions;
import dev.keelson.controllers.pod.PodView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A set's status, from its pods. Counts of zero are left out, as Go leaves them out. */
final class SetStatus {
  private static final String FAILURE = "ReplicaFailure";

  private SetStatus() {}

  /**
   * @param terminating empty: of a kind whose status does not tell
   * @param failure of the plan's calls
   */
  static JsonObject of(
      SetView set,
      List<PodView> active,
      Optional<Integer> terminating,
      Optional<RuntimeException> failure,
      Instant now) {
    LabelSelector template = LabelSelector.ofEqual(set.templateLabels().texts());
    int labeled = 0;
    int ready = 0;
    int available = 0;
    for (PodView pod : active) {
      labeled += pod.matches(template) ? 1 : 0;
      ready += pod.isReady() ? 1 : 0;
      available += pod.isAvailable(set.minReadySeconds(), now) ? 1 : 0;
    }
    JsonObject status = set.status().with("replicas", active.size());
    status = counted(status, "fullyLabeledReplicas", labeled);
    status = counted(status, "readyReplicas", ready);
    status = counted(status, "availableReplicas", available);
    if (terminating.isPresent()) {
      status = status.with("terminatingReplicas", terminating.get());
    }
    status = status.with("observedGeneration", JsonLong.of(set.object().generation()));
    return withConditions(status, conditions(set, active.size(), failure, now));
  }

  private static JsonObject counted(JsonObject status, String name, int count) {
    return count == 0 ? status.without(name) : status.with(name, count);
  }

  /** One that is there already stays as it is: the first failure is what people look for. */
  private static JsonArray conditions(
      SetView set, int active, Optional<RuntimeException> failure, Instant now) {
    JsonArray known = set.status().array("conditions");
    if (failure.isEmpty()) {
      return PodConditions.without(known, FAILURE);
    }
    if (PodConditions.find(known, FAILURE).isPresent()) {
      return known;
    }
    String reason =
        active < set.replicas() ? "FailedCreate" : active > set.replicas() ? "FailedDelete" : "";
    String message = String.valueOf(failure.get().getMessage());
    return known.plus(PodConditions.condition(FAILURE, "True", reason, message, now));
  }

  private static JsonObject withConditions(JsonObject status, JsonArray conditions) {
    return conditions.isEmpty()
        ? status.without("conditions")
        : status.with("conditions", conditions);
  }
}
