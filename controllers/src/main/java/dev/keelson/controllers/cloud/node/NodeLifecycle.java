package dev.keelson.controllers.cloud.node;

import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.cloud.CloudFailure;
import dev.keelson.controllers.cloud.CloudProvider;
import dev.keelson.controllers.network.Flags;
import dev.keelson.controllers.pod.PodConditions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * cloud-node-lifecycle-controller: of nodes that are not ready, looks in the cloud whether their
 * machines are gone, then the node goes, or shut down, then pods keep away.
 */
public final class NodeLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLifecycle.class);
  private static final String NAME = "cloud-node-lifecycle-controller";
  private static final ObjectName ALL = new ObjectName("", "all nodes");
  static final String TAINT = "node.cloudprovider.kubernetes.io/shutdown";

  private final CloudProvider cloud;
  private final ResourceClient nodes;
  private final Consumer<EventNote> events;

  private NodeLifecycle(CloudProvider cloud, ResourceClient nodes, Consumer<EventNote> events) {
    this.cloud = cloud;
    this.nodes = nodes;
    this.events = events;
  }

  public static Controller start(ControllerContext context, CloudProvider cloud) {
    Duration period =
        Flags.duration(context.options(), "node-monitor-period", Duration.ofSeconds(5));
    Informer stored = context.informers().of("v1", "nodes");
    NodeLifecycle lifecycle =
        new NodeLifecycle(cloud, context.client().resource("v1", "nodes"), context.events());
    Loop loop =
        Loop.of(
                NAME,
                context,
                _ -> {
                  stored.store().list().forEach(lifecycle::look);
                  return Result.after(period);
                })
            .needs(stored);
    loop.add(ALL);
    return loop.start(1);
  }

  private void look(ApiObject node) {
    try {
      if (PodConditions.isTrue(node, PodConditions.READY)) {
        if (isTainted(node)) {
          nodes.update(withTaints(node, untainted(node)));
        }
      } else if (!cloud.exists(node)) {
        delete(node);
      } else if (cloud.isShutDown(node) && !isTainted(node)) {
        JsonObject taint =
            JsonObject.builder().put("key", TAINT).put("effect", "NoSchedule").build();
        nodes.update(withTaints(node, node.spec().array("taints").plus(taint)));
      }
    } catch (CloudFailure e) {
      LOG.warn("error checking if node {} exists: {}", node.name(), e.why());
    } catch (ApiFailure | TransportFailure e) {
      // Somebody else wrote it at the same time, mostly. The next round looks again.
      LOG.info("node {}: {}", node.name(), e.getMessage());
    }
  }

  private static boolean isTainted(ApiObject node) {
    return node.spec().array("taints").objects().anyMatch(NodeLifecycle::isOurs);
  }

  private static boolean isOurs(JsonObject taint) {
    return taint.text("key").equals(TAINT) && taint.text("effect").equals("NoSchedule");
  }

  private static JsonArray untainted(ApiObject node) {
    List<JsonValue> others =
        node.spec().array("taints").values().stream()
            .filter(each -> !(each instanceof JsonObject taint && isOurs(taint)))
            .toList();
    return new JsonArray(others);
  }

  private static ApiObject withTaints(ApiObject node, JsonArray taints) {
    return node.withSpec(
        spec -> taints.isEmpty() ? spec.without("taints") : spec.with("taints", taints));
  }

  private void delete(ApiObject node) {
    events.accept(
        EventNote.normal(
            node,
            "DeletingNode",
            "Deleting node %s because it does not exist in the cloud provider"
                .formatted(node.name())));
    try {
      nodes.delete(node.objectName(), DeleteOptions.USUAL.onlyUid(node.uid()));
    } catch (ApiFailure e) {
      if (e.status().code() == 404) {
        return;
      }
      events.accept(
          EventNote.warning(
              node,
              "DeletingNodeFailed",
              "Failed deleting node %s: %s".formatted(node.name(), e.status().message())));
    }
  }
}
