package dev.keelson.controllers.nodelifecycle;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.Subresource;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.controllers.basis.Conditions;
import dev.keelson.controllers.pod.Times;
import java.util.function.Consumer;

/** Says of pods that they are not ready: their node is not, and cannot say it itself. */
final class PodsNotReady {
  private final Subresource status;
  private final ApiClient client;
  private final Consumer<EventNote> events;

  PodsNotReady(ApiClient client, Consumer<EventNote> events) {
    this.client = client;
    this.status = client.resource("v1", "pods").subresource("status");
    this.events = events;
  }

  /** Nothing to a pod without the condition, or that has it so. */
  void mark(ApiObject pod) {
    String ready = Conditions.status(pod.status().array("conditions"), "Ready");
    if (ready.isEmpty() || ready.equals("False")) {
      return;
    }
    JsonObject condition =
        JsonObject.builder()
            .put("type", "Ready")
            .put("status", "False")
            .put("lastTransitionTime", Times.text(client.timing().now()))
            .build();
    JsonObject change =
        JsonObject.of(
            "metadata",
            JsonObject.builder().put("uid", pod.uid()).build(),
            "status",
            JsonObject.of("conditions", JsonArray.of(condition)));
    try {
      status.patch(
          pod.objectName(),
          PatchType.STRATEGIC_MERGE,
          JsonWriter.bytes(change),
          WriteOptions.USUAL);
      events.accept(EventNote.warning(pod, "NodeNotReady", "Node is not ready"));
    } catch (ApiFailure e) {
      // Gone, or another of that name: nothing is left to say.
      if (e.status().code() != 404 && e.status().code() != 409) {
        throw e;
      }
    }
  }
}
