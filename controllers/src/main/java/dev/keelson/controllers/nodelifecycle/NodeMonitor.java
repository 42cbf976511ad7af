package dev.keelson.controllers.nodelifecycle;

import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.Withdrawal;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.basis.Parallel;
import dev.keelson.controllers.node.NodeTaints;
import dev.keelson.controllers.node.NodeView;
import dev.keelson.controllers.node.PodsByNode;
import dev.keelson.controllers.nodelifecycle.NodeHealthWriter.Found;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all nodes ({@link #look}) and taints those that wait for it ({@link #taint}); one thread
 * each.
 */
final class NodeMonitor {
  private static final Logger LOG = LoggerFactory.getLogger(NodeMonitor.class);

  /** Nodes that are worked on at once; each waits mostly for the API server. */
  private static final int WORKERS = 8;

  private final Informer nodes;
  private final PodsByNode pods;
  private final NodeHealthWriter healths;
  private final NodeTaints taints;
  private final PodsNotReady notReady;
  private final Zones zones;
  private final Consumer<EventNote> events;
  private final Duration longestLook;

  /** By name, as they were when they were first seen. Looking thread only. */
  private final Map<String, ApiObject> known = new HashMap<>();

  /** Nodes whose pods have not all been marked. */
  private final Set<String> unfinished = ConcurrentHashMap.newKeySet();

  NodeMonitor(
      ControllerContext context,
      NodeLifecycleOptions options,
      NodeHealthWriter healths,
      PodsByNode pods) {
    this.nodes = context.informers().of("v1", "nodes");
    this.pods = pods;
    this.healths = healths;
    this.taints = new NodeTaints(context.client());
    this.notReady = new PodsNotReady(context.client(), context.events());
    this.zones = new Zones(options, context.timing());
    this.events = context.events();
    this.longestLook = options.monitorGrace();
  }

  /** One pass over all nodes. */
  void look() throws InterruptedException {
    List<NodeView> all = nodes.store().list().stream().map(NodeView::new).toList();
    greet(all);
    List<Optional<Found>> found = Parallel.map(all, WORKERS, this::lookAt);
    Map<String, List<Boolean>> ready = new HashMap<>();
    for (Optional<Found> each : found) {
      if (each.isPresent() && !each.get().node().isExcludedFromDisruption()) {
        ready
            .computeIfAbsent(each.get().node().zone(), _ -> new ArrayList<>())
            .add(each.get().isReady());
      }
    }
    turn(zones.update(ready), all);
  }

  /**
   * How much later than usual the next look will do: as long as no node is unwell, nothing is to be
   * seen before the first of them has been silent for too long.
   */
  Duration mayWait() {
    return healths.untilSilent(longestLook).orElse(Duration.ZERO);
  }

  /** The same, of {@link #taint}: where nobody waits for it. */
  Duration mayTaintingWait() {
    boolean isIdle = zones.tainters().stream().allMatch(ZoneTainter::isIdle);
    return isIdle ? longestLook : Duration.ZERO;
  }

  private void greet(List<NodeView> all) {
    Set<String> names = new HashSet<>();
    for (NodeView each : all) {
      names.add(each.name());
      zones.known(each.zone());
      if (known.put(each.name(), each.object()) == null) {
        note(each.object(), "RegisteredNode", "Registered Node " + each.name() + " in Controller");
      }
    }
    for (ApiObject gone : List.copyOf(known.values())) {
      if (!names.contains(gone.name())) {
        known.remove(gone.name());
        healths.forget(gone.name());
        unfinished.remove(gone.name());
        zones.tainter(new NodeView(gone).zone()).remove(gone.name());
        note(gone, "RemovingNode", "Removing Node " + gone.name() + " from Controller");
      }
    }
  }

  private void note(ApiObject node, String reason, String what) {
    events.accept(EventNote.normal(node, reason, "Node " + node.name() + " event: " + what));
  }

  /** Empty: it is gone, or could not be written; then nothing is done about it in this pass. */
  private Optional<Found> lookAt(NodeView node) {
    Optional<Found> found;
    try {
      found = healths.look(node);
    } catch (ApiFailure | TransportFailure e) {
      Withdrawal.passOn(e);
      LOG.warn("the health of node {} is not written: {}", node.name(), e.getMessage());
      return Optional.empty();
    }
    try {
      found.filter(each -> !each.now().isEmpty()).ifPresent(this::follow);
    } catch (ApiFailure | TransportFailure e) {
      Withdrawal.passOn(e);
      // The next pass goes on with it; that it is unwell counts already.
      LOG.warn("what follows for node {} is not done yet: {}", node.name(), e.getMessage());
    }
    return found;
  }

  private void follow(Found found) {
    NodeView node = found.node();
    if (found.isLost()) {
      events.accept(
          EventNote.normal(
              node.object(),
              "NodeNotReady",
              "Node " + node.name() + " status is now: NodeNotReady"));
      unfinished.add(node.name());
    }
    if (found.isReady()) {
      unfinished.remove(node.name());
    }
    queueTaint(found);
    if (unfinished.contains(node.name())) {
      pods.on(node.name()).forEach(notReady::mark);
      unfinished.remove(node.name());
    }
  }

  private void queueTaint(Found found) {
    NodeView node = found.node();
    TaintPlan plan = TaintPlan.ofNoExecute(found.now());
    boolean hasUnwanted = plan.unwanted().stream().anyMatch(node::has);
    if (hasUnwanted) {
      // A node that is tainted already only changes its taint; that is nothing new to its pods.
      taints.swap(node, plan.wanted(), plan.unwanted());
    } else if (!plan.wanted().stream().allMatch(node::has)) {
      zones.tainter(node.zone()).add(node.name());
      return;
    }
    zones.tainter(node.zone()).remove(node.name());
  }

  private void turn(Zones.Turn turn, List<NodeView> all) throws InterruptedException {
    switch (turn) {
      case NONE -> {}
      case ENTERS_DISRUPTION -> {
        if (!all.isEmpty()) {
          LOG.info("all nodes are not ready: no node is tainted until some are back");
          Parallel.map(all, WORKERS, this::untaint);
        }
      }
      case LEAVES_DISRUPTION -> {
        LOG.info("some nodes are ready again: nodes are tainted as usual");
        healths.allSeenNow(all);
      }
    }
  }

  private boolean untaint(NodeView node) {
    zones.tainter(node.zone()).remove(node.name());
    try {
      taints.swap(node, List.of(), TaintPlan.ofNoExecute("True").unwanted());
      return true;
    } catch (ApiFailure | TransportFailure e) {
      Withdrawal.passOn(e);
      LOG.warn("the taints of node {} stay: {}", node.name(), e.getMessage());
      return false;
    }
  }

  /** Nodes that wait for it get their NoExecute taint, as fast as their zones allow. */
  void taint() {
    zones.tainters().forEach(each -> each.work(this::taint));
  }

  /** Whether it is settled. */
  private boolean taint(String name) {
    Optional<ApiObject> object = nodes.store().get(new ObjectName("", name));
    if (object.isEmpty()) {
      return true;
    }
    NodeView node = new NodeView(object.get());
    String ready = node.ready().map(each -> each.text("status")).orElse("");
    if (ready.isEmpty() || ready.equals("True")) {
      return true;
    }
    TaintPlan plan = TaintPlan.ofNoExecute(ready);
    try {
      taints.swap(node, plan.wanted(), plan.unwanted());
      return true;
    } catch (ApiFailure | TransportFailure e) {
      Withdrawal.passOn(e);
      LOG.warn("node {} is not tainted: {}", name, e.getMessage());
      return false;
    }
  }

  Zones zones() {
    return zones;
  }
}
