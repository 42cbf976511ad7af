package dev.keelson.controllers.nodelifecycle;

import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.basis.Controllers;
import dev.keelson.controllers.basis.Periodic;
import dev.keelson.controllers.node.NodeTaints;
import dev.keelson.controllers.node.NodeView;
import dev.keelson.controllers.node.PodsByNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Puts the parts of node-lifecycle-controller together. */
public final class NodeLifecycle {
  public static final ControllerKind KIND =
      ControllerKind.of("node-lifecycle-controller", NodeLifecycle::start);

  /** Between two looks at who waits for a taint; upstream's {@code NodeEvictionPeriod}. */
  private static final Duration TAINT_PERIOD = Duration.ofMillis(100);

  private static final int NODE_WORKERS = 8;
  private static final int POD_WORKERS = 4;

  private final ControllerContext context;
  private final Informer nodes;
  private final NodeTaints taints;
  private final PodsNotReady notReady;
  private final NodeHealthWriter healths;
  private final Informer pods;

  private NodeLifecycle(ControllerContext context, NodeHealthWriter healths, Informer pods) {
    this.context = context;
    this.nodes = context.informers().of("v1", "nodes");
    this.taints = new NodeTaints(context.client());
    this.notReady = new PodsNotReady(context.client(), context.events());
    this.healths = healths;
    this.pods = pods;
  }

  private static Controller start(ControllerContext context) {
    NodeLifecycleOptions options = NodeLifecycleOptions.of(context.options());
    Informer nodes = context.informers().of("v1", "nodes");
    Informer leases = context.informers().of("coordination.k8s.io/v1", "leases");
    PodsByNode pods = PodsByNode.of(context.informers());
    NodeHealthWriter healths = new NodeHealthWriter(context.client(), leases, options);
    NodeMonitor monitor = new NodeMonitor(context, options, healths, pods);
    NodeLifecycle parts = new NodeLifecycle(context, healths, pods.pods());
    List<Informer> needed = List.of(nodes, leases, pods.pods());
    return Controllers.of(
        parts.nodeLoop(),
        parts.podLoop(),
        Periodic.start(
            "node-lifecycle-monitor",
            context.timing(),
            options.monitorPeriod(),
            monitor::mayWait,
            needed,
            monitor::look),
        Periodic.start(
            "node-lifecycle-tainter",
            context.timing(),
            TAINT_PERIOD,
            monitor::mayTaintingWait,
            needed,
            monitor::taint));
  }

  /** NoSchedule taints and labels follow each change of a node at once. */
  private Controller nodeLoop() {
    return Loop.of("node-lifecycle-nodes", context, this::reconcileNode)
        .on(nodes, each -> List.of(each.objectName()))
        .start(NODE_WORKERS);
  }

  private Result reconcileNode(ObjectName name) {
    Optional<NodeView> found = nodes.store().get(name).map(NodeView::new);
    if (found.isEmpty()) {
      return Result.done();
    }
    NodeView node = found.get();
    TaintPlan plan = TaintPlan.ofNoSchedule(node);
    if (!plan.isNothing()) {
      taints.swap(node, plan.wanted(), plan.unwanted());
    }
    JsonObject labels = TaintPlan.labels(node);
    if (!labels.isEmpty()) {
      JsonObject change = JsonObject.of("metadata", JsonObject.of("labels", labels));
      context.writing(nodes).patch(name, PatchType.MERGE, JsonWriter.bytes(change));
    }
    return Result.done();
  }

  /** A pod that comes to a node that is not ready. */
  private Controller podLoop() {
    Loop loop =
        Loop.of("node-lifecycle-pods", context, this::reconcilePod).needs(pods).needs(nodes);
    pods.addHandler(
        new InformerHandler() {
          @Override
          public void added(ApiObject pod) {
            if (!PodsByNode.nodeOf(pod).isEmpty()) {
              loop.add(pod.objectName());
            }
          }

          @Override
          public void updated(ApiObject before, ApiObject now) {
            if (!PodsByNode.nodeOf(now).equals(PodsByNode.nodeOf(before))) {
              loop.add(now.objectName());
            }
          }
        });
    return loop.start(POD_WORKERS);
  }

  private Result reconcilePod(ObjectName name) {
    Optional<ApiObject> pod = pods.store().get(name);
    if (pod.isEmpty()) {
      return Result.done();
    }
    String node = PodsByNode.nodeOf(pod.get());
    String ready = healths.of(node).map(NodeHealth::ready).orElse("");
    if (!ready.isEmpty() && !ready.equals("True")) {
      notReady.mark(pod.get());
    }
    return Result.done();
  }
}
