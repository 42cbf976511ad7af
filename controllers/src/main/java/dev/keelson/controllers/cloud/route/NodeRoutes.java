package dev.keelson.controllers.cloud.route;

import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.Withdrawal;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerOptions;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.cloud.CloudFailure;
import dev.keelson.controllers.cloud.Route;
import dev.keelson.controllers.cloud.Routes;
import dev.keelson.controllers.network.Flags;
import dev.keelson.controllers.network.IpPrefix;
import dev.keelson.controllers.pod.PodConditions;
import dev.keelson.controllers.pod.Times;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * node-route-controller: one route in the cloud for each of a node's pod ranges; the node's
 * condition NetworkUnavailable says whether all are there.
 */
public final class NodeRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(NodeRoutes.class);
  private static final String NAME = "node-route-controller";
  private static final ObjectName ALL = new ObjectName("", "all routes");
  private static final String CONDITION = "NetworkUnavailable";

  private final Routes routes;
  private final ResourceClient nodes;
  private final Informer stored;
  private final Consumer<EventNote> events;
  private final Timing timing;
  private final List<IpPrefix> clusters;

  private NodeRoutes(Routes routes, ControllerContext context, Informer stored) {
    this.routes = routes;
    this.nodes = context.client().resource("v1", "nodes");
    this.stored = stored;
    this.events = context.events();
    this.timing = context.timing();
    this.clusters =
        Arrays.stream(context.options().text("cluster-cidr", "").split(","))
            .flatMap(text -> IpPrefix.parse(text.strip()).stream())
            .toList();
  }

  /** By the flags; without ranges of nodes there is nothing to route to. */
  public static boolean isWanted(ControllerOptions options) {
    return options.text("allocate-node-cidrs", "false").equals("true")
        && options.text("configure-cloud-routes", "true").equals("true");
  }

  public static Controller start(ControllerContext context, Routes routes) {
    Duration period =
        Flags.duration(context.options(), "route-reconciliation-period", Duration.ofSeconds(10));
    Informer stored = context.informers().of("v1", "nodes");
    NodeRoutes all = new NodeRoutes(routes, context, stored);
    Loop loop =
        Loop.of(
                NAME,
                context,
                _ -> {
                  all.reconcile();
                  return Result.after(period);
                })
            .needs(stored);
    stored.addHandler(changes(loop));
    loop.add(ALL);
    return loop.start(1);
  }

  private static InformerHandler changes(Loop loop) {
    return new InformerHandler() {
      @Override
      public void added(ApiObject node) {
        loop.add(ALL);
      }

      @Override
      public void updated(ApiObject before, ApiObject now) {
        boolean isSame =
            before.spec().get("podCIDRs").equals(now.spec().get("podCIDRs"))
                && before.status().get("addresses").equals(now.status().get("addresses"));
        if (!isSame) {
          loop.add(ALL);
        }
      }

      @Override
      public void deleted(ApiObject last, boolean isFinalStateUnknown) {
        loop.add(ALL);
      }
    };
  }

  private void reconcile() {
    RoutePlan plan;
    try {
      plan = RoutePlan.of(stored.store().list(), routes.list(), clusters);
    } catch (CloudFailure e) {
      LOG.warn("Couldn't reconcile node routes: error listing routes: {}", e.why());
      return;
    }
    for (Route each : plan.delete()) {
      try {
        routes.delete(each);
      } catch (CloudFailure e) {
        LOG.warn("Could not delete route {} {}: {}", each.name(), each.cidr(), e.why());
      }
    }
    Set<String> unreachable = new HashSet<>();
    for (ApiObject node : plan.routed()) {
      for (Route each : plan.create().getOrDefault(node.name(), List.of())) {
        if (!create(each, node)) {
          unreachable.add(node.name());
        }
      }
      say(node, !unreachable.contains(node.name()));
    }
  }

  private boolean create(Route route, ApiObject node) {
    try {
      routes.create(route);
      return true;
    } catch (CloudFailure e) {
      String message =
          "Could not create route %s %s for node %s: %s"
              .formatted(route.name(), route.cidr(), node.name(), e.why());
      events.accept(EventNote.warning(node, "FailedToCreateRoute", message));
      return false;
    }
  }

  private void say(ApiObject node, boolean isRouted) {
    String status = isRouted ? "False" : "True";
    String reason = isRouted ? "RouteCreated" : "NoRouteCreated";
    boolean isSaid =
        PodConditions.find(node, CONDITION)
            .filter(
                known -> known.text("status").equals(status) && known.text("reason").equals(reason))
            .isPresent();
    if (isSaid) {
      return;
    }
    String now = Times.text(timing.now());
    JsonObject condition =
        JsonObject.builder()
            .put("type", CONDITION)
            .put("status", status)
            .put("lastHeartbeatTime", now)
            .put("lastTransitionTime", now)
            .put("reason", reason)
            .put(
                "message",
                isRouted
                    ? "RouteController created a route"
                    : "RouteController failed to create a route")
            .build();
    JsonObject patch = JsonObject.EMPTY.withAt(JsonArray.of(condition), "status", "conditions");
    try {
      nodes
          .subresource("status")
          .patch(
              node.objectName(),
              PatchType.STRATEGIC_MERGE,
              JsonWriter.bytes(patch),
              WriteOptions.USUAL);
    } catch (ApiFailure | TransportFailure e) {
      Withdrawal.passOn(e);
      LOG.warn("Error updating node {}: {}", node.name(), e.getMessage());
    }
  }
}
