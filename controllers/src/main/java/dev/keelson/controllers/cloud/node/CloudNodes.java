package dev.keelson.controllers.cloud.node;

import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.Withdrawal;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.cloud.CloudFailure;
import dev.keelson.controllers.cloud.CloudProvider;
import dev.keelson.controllers.cloud.InstanceMetadata;
import dev.keelson.controllers.cloud.NodeAddress;
import dev.keelson.controllers.network.Flags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * cloud-node-controller: a node that comes with the taint of one that the cloud has not greeted
 * gets its provider id, addresses, zone and type, and loses the taint; later its addresses follow
 * the machine's.
 */
public final class CloudNodes {
  private static final Logger LOG = LoggerFactory.getLogger(CloudNodes.class);
  private static final String NAME = "cloud-node-controller";
  private static final ObjectName ALL = new ObjectName("", "all nodes");

  private final CloudProvider cloud;
  private final ResourceClient nodes;
  private final Informer stored;
  private final Consumer<EventNote> events;

  private CloudNodes(
      CloudProvider cloud, ResourceClient nodes, Informer stored, Consumer<EventNote> events) {
    this.cloud = cloud;
    this.nodes = nodes;
    this.stored = stored;
    this.events = events;
  }

  public static Controller start(ControllerContext context, CloudProvider cloud) {
    Duration period =
        Flags.duration(context.options(), "node-status-update-frequency", Duration.ofMinutes(5));
    Informer stored = context.informers().of("v1", "nodes");
    CloudNodes nodes =
        new CloudNodes(cloud, context.client().resource("v1", "nodes"), stored, context.events());
    Loop greeting =
        Loop.of(NAME, context, nodes::greet)
            .on(stored, node -> isWorth(node) ? List.of(node.objectName()) : List.of());
    Loop following =
        Loop.of(
                NAME + "-addresses",
                context,
                _ -> {
                  nodes.followAll();
                  return Result.after(period);
                })
            .needs(stored);
    following.add(ALL);
    greeting.start(Flags.number(context.options(), "concurrent-node-syncs", 1, 1));
    following.start(1);
    return () -> {
      greeting.close();
      following.close();
    };
  }

  private static boolean isWorth(ApiObject node) {
    return NodeGreeting.isDue(node) || NodeGreeting.lagging(node).isPresent();
  }

  private Result greet(ObjectName name) {
    Optional<ApiObject> found = stored.store().get(name);
    if (found.isEmpty()) {
      return Result.done();
    }
    ApiObject node = found.get();
    if (!NodeGreeting.isDue(node)) {
      NodeGreeting.lagging(node).ifPresent(labels -> relabel(name, labels));
      return Result.done();
    }
    try {
      Optional<InstanceMetadata> machine = cloud.metadata(node);
      if (machine.isPresent()) {
        greet(node, machine.get());
      }
      return Result.done();
    } catch (CloudFailure e) {
      LOG.info("failed to get instance metadata for node {}: {}", name, e.why());
      return Result.again();
    }
  }

  private void greet(ApiObject node, InstanceMetadata machine) {
    ApiObject greeted = nodes.update(NodeGreeting.on(node, machine));
    follow(greeted, machine.addresses());
    events.accept(EventNote.normal(node, "Synced", "Node synced successfully"));
  }

  private void relabel(ObjectName name, JsonObject labels) {
    JsonObject patch = JsonObject.EMPTY.withAt(labels, "metadata", "labels");
    nodes.patch(name, PatchType.MERGE, JsonWriter.bytes(patch));
  }

  private void followAll() {
    for (ApiObject node : stored.store().list()) {
      if (NodeGreeting.isDue(node)) {
        continue;
      }
      try {
        cloud.metadata(node).ifPresent(machine -> follow(node, machine.addresses()));
      } catch (CloudFailure e) {
        LOG.warn("Error getting instance metadata for node addresses: {}", e.why());
      } catch (ApiFailure | TransportFailure e) {
        Withdrawal.passOn(e);
        LOG.warn("Error patching node with cloud ip addresses: {}", e.getMessage());
      }
    }
  }

  private void follow(ApiObject node, List<NodeAddress> machine) {
    if (machine.isEmpty()) {
      return;
    }
    List<NodeAddress> wanted = NodeIps.of(node, machine);
    List<NodeAddress> known = NodeAddress.of(node);
    if (known.size() == wanted.size() && new HashSet<>(known).equals(new HashSet<>(wanted))) {
      return;
    }
    // A list of addresses merges by type, of which there may be several: so it is replaced.
    JsonObject patch =
        JsonObject.EMPTY.withAt(
            new JsonArray(new ArrayList<>(wanted.stream().map(NodeAddress::tree).toList())),
            "status",
            "addresses");
    nodes
        .subresource("status")
        .patch(node.objectName(), PatchType.MERGE, JsonWriter.bytes(patch), WriteOptions.USUAL);
  }
}
