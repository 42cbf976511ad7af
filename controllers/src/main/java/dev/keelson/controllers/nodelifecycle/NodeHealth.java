package dev.keelson.controllers.nodelifecycle;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.basis.Conditions;
import dev.keelson.controllers.node.NodeView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of a node's life, and when, by the local monotone clock.
 *
 * @param seenAt nanoseconds of {@code Timing.nanos()}
 * @param uid of the node; another one begins anew
 * @param heartbeat the Ready condition's, as text; "": there was no condition
 * @param renewed the lease's {@code renewTime}, as text; "": there was no lease
 * @param ready the Ready condition's status; "": there was no condition
 */
record NodeHealth(long seenAt, String uid, String heartbeat, String renewed, String ready) {
  /** What a silent node is said to be; the network is the control plane's own business. */
  private static final List<String> KUBELETS =
      List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

  /** Never equal to a text of the API. */
  private static final String NO_HEARTBEAT = "";

  static NodeHealth observed(
      NodeView node, Optional<String> renewTime, Optional<NodeHealth> before, long now) {
    JsonObject ready = node.ready().orElse(JsonObject.EMPTY);
    String heartbeat = ready.text("lastHeartbeatTime", NO_HEARTBEAT);
    String renewed = renewTime.orElse("");
    String uid = node.object().uid();
    boolean isSilent =
        before.isPresent()
            && before.get().uid().equals(uid)
            && before.get().hadReady() == node.ready().isPresent()
            && before.get().heartbeat().equals(heartbeat)
            && (renewed.isEmpty() || before.get().renewed().equals(renewed));
    long seenAt = isSilent ? before.get().seenAt() : now;
    return new NodeHealth(seenAt, uid, heartbeat, renewed, ready.text("status"));
  }

  private boolean hadReady() {
    return !ready.isEmpty();
  }

  boolean isSilent(NodeLifecycleOptions options, long now) {
    Duration grace = hadReady() ? options.monitorGrace() : options.startupGrace();
    return now - seenAt > grace.toNanos();
  }

  /** As seen now: all is well again, or nobody could have been heard. */
  NodeHealth seenAt(long now) {
    return new NodeHealth(now, uid, heartbeat, renewed, ready);
  }

  NodeHealth withReady(String status, String heartbeatText) {
    return new NodeHealth(seenAt, uid, heartbeatText, renewed, status);
  }

  /**
   * The conditions of a silent node; the same where nothing has to be written.
   *
   * @param now as the API writes it
   */
  static JsonArray conditionsOfSilent(NodeView node, String now) {
    JsonArray conditions = node.conditions();
    String created = node.object().metadata().text("creationTimestamp");
    for (String type : KUBELETS) {
      conditions =
          Conditions.find(conditions, type).isEmpty()
              ? conditions.plus(neverReported(type, created, now))
              : Conditions.with(conditions, type, each -> unknown(each, now));
    }
    return conditions;
  }

  private static JsonObject neverReported(String type, String created, String now) {
    return JsonObject.builder()
        .put("type", type)
        .put("status", "Unknown")
        .putUnlessEmpty("lastHeartbeatTime", created)
        .put("lastTransitionTime", now)
        .put("reason", "NodeStatusNeverUpdated")
        .put("message", "Kubelet never posted node status.")
        .build();
  }

  private static JsonObject unknown(JsonObject condition, String now) {
    return condition.text("status").equals("Unknown")
        ? condition
        : condition
            .with("status", "Unknown")
            .with("reason", "NodeStatusUnknown")
            .with("message", "Kubelet stopped posting node status.")
            .with("lastTransitionTime", now);
  }
}
