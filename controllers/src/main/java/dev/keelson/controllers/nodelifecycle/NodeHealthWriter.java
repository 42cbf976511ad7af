package dev.keelson.controllers.nodelifecycle;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.controllers.node.NodeView;
import dev.keelson.controllers.pod.Times;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers when each node was heard, and writes it down where one is silent. Thread-safe. */
final class NodeHealthWriter {
  /** Attempts at one node in one pass; upstream's {@code NodeHealthUpdateRetry}. */
  private static final int ATTEMPTS = 5;

  /** What a pass found: the node as it is now, and its readiness before. */
  record Found(NodeView node, String before, String now) {
    /** It was ready, and we have just said that it is not. */
    boolean isLost() {
      return before.equals("True") && !now.equals("True");
    }

    boolean isReady() {
      return now.equals("True");
    }
  }

  private final ResourceClient nodes;
  private final Informer leases;
  private final NodeLifecycleOptions options;
  private final Timing timing;
  private final Map<String, NodeHealth> healths = new ConcurrentHashMap<>();

  NodeHealthWriter(ApiClient client, Informer leases, NodeLifecycleOptions options) {
    this.nodes = client.resource("v1", "nodes");
    this.leases = leases;
    this.options = options;
    this.timing = client.timing();
  }

  /** Empty: nobody has looked at it yet. */
  Optional<NodeHealth> of(String node) {
    return Optional.ofNullable(healths.get(node));
  }

  /**
   * From the next look on, until the first node would have been silent for too long.
   *
   * @param most where there is none
   * @return empty: one is not ready
   */
  Optional<Duration> untilSilent(Duration most) {
    long next = timing.nanos() + options.monitorPeriod().toNanos();
    long least = most.toNanos();
    for (NodeHealth each : healths.values()) {
      if (!each.ready().equals("True")) {
        return Optional.empty();
      }
      least = Math.min(least, each.seenAt() + options.monitorGrace().toNanos() - next);
    }
    return Optional.of(Duration.ofNanos(Math.max(0, least)));
  }

  void forget(String node) {
    healths.remove(node);
  }

  /** They could not be heard; from now on they can. */
  void allSeenNow(Collection<NodeView> all) {
    long now = timing.nanos();
    all.forEach(each -> healths.computeIfPresent(each.name(), (_, one) -> one.seenAt(now)));
  }

  /** Empty: it is gone. */
  Optional<Found> look(NodeView known) {
    NodeView node = known;
    for (int left = ATTEMPTS; ; left--) {
      try {
        return Optional.of(lookOnce(node));
      } catch (ApiFailure e) {
        if (e.status().code() == 404) {
          return Optional.empty();
        }
        if (e.status().code() != 409 || left <= 1) {
          throw e;
        }
        Optional<ApiObject> fresh = nodes.find(new ObjectName("", node.name()));
        if (fresh.isEmpty()) {
          return Optional.empty();
        }
        node = new NodeView(fresh.get());
      }
    }
  }

  private Found lookOnce(NodeView node) {
    long now = timing.nanos();
    NodeHealth health = NodeHealth.observed(node, renewTime(node.name()), of(node.name()), now);
    healths.put(node.name(), health);
    String before = health.ready().isEmpty() ? "Unknown" : health.ready();
    if (!health.isSilent(options, now)) {
      return new Found(node, before, health.ready());
    }
    JsonArray conditions = NodeHealth.conditionsOfSilent(node, Times.text(timing.now()));
    if (conditions.equals(node.conditions())) {
      return new Found(node, before, health.ready());
    }
    ApiObject written =
        nodes.updateStatus(
            node.object().withStatus(status -> status.with("conditions", conditions)));
    NodeView after = new NodeView(written);
    String heartbeat = after.ready().map(each -> each.text("lastHeartbeatTime")).orElse("");
    healths.put(node.name(), health.withReady("Unknown", heartbeat));
    return new Found(after, before, "Unknown");
  }

  private Optional<String> renewTime(String node) {
    return leases
        .store()
        .get(new ObjectName("kube-node-lease", node))
        .map(lease -> lease.spec().text("renewTime"));
  }
}
