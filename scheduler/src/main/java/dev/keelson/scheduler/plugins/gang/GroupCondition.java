package dev.keelson.scheduler.plugins.gang;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes into a PodGroup's status whether it is placed. */
record GroupCondition(ApiClient client) {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCondition.class);

  /**
   * Empty: it says so already. A group that has been placed stays so, whatever comes of later pods.
   */
  Optional<Runnable> call(PodGroup group, boolean isPlaced, String message, Instant now) {
    return next(group, isPlaced, message, now).map(condition -> () -> send(group, condition));
  }

  static Optional<JsonObject> next(PodGroup group, boolean isPlaced, String message, Instant now) {
    JsonObject before = group.scheduled();
    String status = isPlaced ? "True" : "False";
    boolean isKept = before.text("status").equals("True");
    boolean isSame = before.text("status").equals(status) && before.text("message").equals(message);
    if (isKept || isSame) {
      return Optional.empty();
    }
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    boolean isSince = before.text("status").equals(status);
    return Optional.of(
        JsonObject.builder()
            .put("type", PodGroup.SCHEDULED)
            .put("status", status)
            .put("observedGeneration", group.object().generation())
            .put("lastTransitionTime", isSince ? before.text("lastTransitionTime", time) : time)
            .put("reason", isPlaced ? "Scheduled" : "Unschedulable")
            .put("message", message)
            .build());
  }

  private void send(PodGroup group, JsonObject condition) {
    JsonObject patch =
        JsonObject.of("status", JsonObject.of("conditions", JsonArray.of(condition)));
    try {
      client
          .resource(PodGroup.API_VERSION, PodGroup.RESOURCE)
          .subresource("status")
          .patch(
              group.object().objectName(),
              PatchType.STRATEGIC_MERGE,
              JsonWriter.bytes(patch),
              WriteOptions.USUAL);
    } catch (ApiFailure | TransportFailure e) {
      LOG.warn("{}: its status could not be patched: {}", group.object(), e.getMessage());
    }
  }
}
