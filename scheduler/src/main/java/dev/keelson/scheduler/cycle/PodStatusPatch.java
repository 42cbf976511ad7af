package dev.keelson.scheduler.cycle;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.scheduler.plugin.PostFilterResult.Nomination;
import dev.keelson.scheduler.view.PodView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the scheduler writes into a pod's status: PodScheduled, and the nominated node. */
record PodStatusPatch(PodView pod, JsonObject status) {
  private static final Logger LOG = LoggerFactory.getLogger(PodStatusPatch.class);
  private static final String TYPE = "PodScheduled";

  /** Empty: the status says so already. */
  static Optional<PodStatusPatch> failed(
      PodView pod, String reason, String message, Nomination nomination, Instant now) {
    JsonObject.Builder status = JsonObject.builder();
    JsonObject before = condition(pod);
    long generation = pod.object().generation();
    boolean isSame =
        before.text("status").equals("False")
            && before.text("reason").equals(reason)
            && before.text("message").equals(message)
            && before.number("observedGeneration", 0) == generation;
    if (!isSame) {
      String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
      String since =
          before.text("status").equals("False") ? before.text("lastTransitionTime", time) : time;
      JsonObject condition =
          JsonObject.builder()
              .put("type", TYPE)
              .put("status", "False")
              .put("observedGeneration", generation)
              .put("reason", reason)
              .put("message", message)
              .put("lastProbeTime", JsonNull.NULL)
              .put("lastTransitionTime", since)
              .build();
      status.put("conditions", JsonArray.of(condition));
    }
    nominate(pod, nomination, status);
    return of(pod, status.build());
  }

  /** That it is about to be bound there, for those who watch. */
  static Optional<PodStatusPatch> nominated(PodView pod, String node) {
    JsonObject.Builder status = JsonObject.builder();
    nominate(pod, new Nomination.Override(node), status);
    return of(pod, status.build());
  }

  private static Optional<PodStatusPatch> of(PodView pod, JsonObject status) {
    return status.isEmpty() ? Optional.empty() : Optional.of(new PodStatusPatch(pod, status));
  }

  private static void nominate(PodView pod, Nomination nomination, JsonObject.Builder status) {
    if (nomination instanceof Nomination.Override(String node)
        && !node.equals(pod.nominatedNodeName())) {
      status.put("nominatedNodeName", node.isEmpty() ? JsonNull.NULL : JsonString.of(node));
    }
  }

  private static JsonObject condition(PodView pod) {
    for (JsonValue each : pod.status().array("conditions")) {
      if (each instanceof JsonObject condition && condition.text("type").equals(TYPE)) {
        return condition;
      }
    }
    return JsonObject.EMPTY;
  }

  /** Blocks. A pod that is gone meanwhile, or another by now, is nobody's trouble. */
  void send(ApiClient client) {
    JsonObject patch =
        JsonObject.of("metadata", JsonObject.of("uid", JsonString.of(pod.uid())), "status", status);
    try {
      client
          .resource("v1", "pods")
          .subresource("status")
          .patch(
              pod.name(), PatchType.STRATEGIC_MERGE, JsonWriter.bytes(patch), WriteOptions.USUAL);
    } catch (ApiFailure e) {
      if (e.status().code() != 404 && e.status().code() != 409) {
        LOG.warn("{}: its status could not be patched: {}", pod, e.getMessage());
      }
    } catch (TransportFailure e) {
      LOG.warn("{}: its status could not be patched: {}", pod, e.getMessage());
    }
  }
}
