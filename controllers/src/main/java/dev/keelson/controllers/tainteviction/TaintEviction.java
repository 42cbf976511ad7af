package dev.keelson.controllers.tainteviction;

import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.node.NodeView;
import dev.keelson.controllers.node.PodsByNode;
import dev.keelson.controllers.node.Taint;
import dev.keelson.controllers.node.Toleration;
import dev.keelson.controllers.pod.PodConditions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One pod at a time, by name. What it waits for is looked at anew whenever its tolerations, its
 * node's taints or the time say so; a pod whose time has come is deleted.
 */
public final class TaintEviction {
  public static final ControllerKind KIND =
      ControllerKind.of("taint-eviction-controller", context -> new TaintEviction(context).start());

  private static final int WORKERS = 8;

  /**
   * A pod whose time runs, or has come.
   *
   * @param due by the monotone clock
   */
  private record Waiting(String uid, long due, boolean isEvicted) {}

  private final ControllerContext context;
  private final Informer nodes;
  private final PodsByNode pods;
  private final ResourceClient client;

  /** Of pods that stay there is nothing. */
  private final Map<ObjectName, Waiting> waiting = new ConcurrentHashMap<>();

  private TaintEviction(ControllerContext context) {
    this.context = context;
    this.nodes = context.informers().of("v1", "nodes");
    this.pods = PodsByNode.of(context.informers());
    this.client = context.client().resource("v1", "pods");
  }

  private Controller start() {
    Loop loop =
        Loop.of("taint-eviction-controller", context, this::reconcile)
            .needs(nodes)
            .needs(pods.pods());
    pods.pods().addHandler(new PodHandler(loop));
    nodes.addHandler(new NodeHandler(loop));
    return loop.start(WORKERS);
  }

  private final class PodHandler implements InformerHandler {
    private final Loop loop;

    PodHandler(Loop loop) {
      this.loop = loop;
    }

    @Override
    public void added(ApiObject pod) {
      loop.add(pod.objectName());
    }

    @Override
    public void updated(ApiObject before, ApiObject now) {
      boolean isSame =
          PodsByNode.nodeOf(before).equals(PodsByNode.nodeOf(now))
              && before.spec().array("tolerations").equals(now.spec().array("tolerations"));
      if (!isSame) {
        loop.add(now.objectName());
      }
    }

    @Override
    public void deleted(ApiObject last, boolean isFinalStateUnknown) {
      loop.add(last.objectName());
    }
  }

  /** The pods are read after the node is in the store, so that none falls between. */
  private final class NodeHandler implements InformerHandler {
    private final Loop loop;

    NodeHandler(Loop loop) {
      this.loop = loop;
    }

    @Override
    public void added(ApiObject node) {
      if (!taints(node).isEmpty()) {
        addPods(node);
      }
    }

    @Override
    public void updated(ApiObject before, ApiObject now) {
      if (!taints(before).equals(taints(now))) {
        addPods(now);
      }
    }

    private void addPods(ApiObject node) {
      pods.on(node.name()).forEach(pod -> loop.add(pod.objectName()));
    }
  }

  private static List<Taint> taints(ApiObject node) {
    return new NodeView(node).taints(Taint.NO_EXECUTE);
  }

  private Result reconcile(ObjectName name) {
    Optional<ApiObject> pod = pods.pods().store().get(name);
    if (pod.isEmpty()) {
      cancel(name);
      return Result.done();
    }
    Waiting known = waiting.get(name);
    if (known != null && !known.uid().equals(pod.get().uid())) {
      cancel(name);
    }
    Optional<ApiObject> node = nodes.store().get(new ObjectName("", PodsByNode.nodeOf(pod.get())));
    if (node.isEmpty()) {
      // Gone with its taints; what was going to happen still does, as upstream has it.
      return follow(pod.get());
    }
    return switch (EvictionPlan.of(taints(node.get()), Toleration.of(pod.get()))) {
      case EvictionPlan.Stay _ -> {
        cancel(name);
        yield Result.done();
      }
      case EvictionPlan.Leave(Duration after) -> {
        schedule(pod.get(), after);
        yield follow(pod.get());
      }
    };
  }

  /** A time that runs already stays as it is, unless there is none left at all. */
  private void schedule(ApiObject pod, Duration after) {
    long now = context.timing().nanos();
    Waiting known = waiting.get(pod.objectName());
    if (known == null) {
      waiting.put(pod.objectName(), new Waiting(pod.uid(), now + after.toNanos(), false));
    } else if (!known.isEvicted() && after.isZero() && known.due() - now > 0) {
      cancel(pod.objectName());
      waiting.put(pod.objectName(), new Waiting(pod.uid(), now, false));
    }
  }

  private Result follow(ApiObject pod) {
    Waiting known = waiting.get(pod.objectName());
    if (known == null || known.isEvicted()) {
      return Result.done();
    }
    long left = known.due() - context.timing().nanos();
    if (left > 0) {
      return Result.after(Duration.ofNanos(left));
    }
    note(pod.objectName(), "Marking for deletion Pod " + pod.objectName());
    evict(pod);
    waiting.put(pod.objectName(), new Waiting(pod.uid(), known.due(), true));
    return Result.done();
  }

  private void evict(ApiObject known) {
    Optional<ApiObject> pod =
        client.find(known.objectName()).filter(each -> each.uid().equals(known.uid()));
    if (pod.isEmpty()) {
      return;
    }
    try {
      markDisrupted(pod.get());
      client.delete(known.objectName(), DeleteOptions.USUAL.onlyUid(known.uid()));
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
  }

  private void markDisrupted(ApiObject pod) {
    JsonObject condition =
        PodConditions.condition(
                PodConditions.DISRUPTION_TARGET,
                "True",
                "DeletionByTaintManager",
                "Taint manager: deleting due to NoExecute taint",
                context.timing().now())
            .with("observedGeneration", pod.generation());
    JsonArray before = PodConditions.of(pod);
    if (PodConditions.with(before, condition).equals(before)) {
      return;
    }
    JsonObject change =
        JsonObject.of(
            "metadata",
            JsonObject.builder().put("uid", pod.uid()).build(),
            "status",
            JsonObject.of("conditions", JsonArray.of(condition)));
    client
        .subresource("status")
        .patch(
            pod.objectName(),
            PatchType.STRATEGIC_MERGE,
            JsonWriter.bytes(change),
            WriteOptions.USUAL);
  }

  private void cancel(ObjectName name) {
    Waiting known = waiting.remove(name);
    if (known != null && !known.isEvicted()) {
      note(name, "Cancelling deletion of Pod " + name);
    }
  }

  /** About the name alone: the pod may be gone. */
  private void note(ObjectName pod, String message) {
    JsonObject about =
        JsonObject.builder()
            .put("kind", "Pod")
            .put("apiVersion", "v1")
            .put("namespace", pod.namespace())
            .put("name", pod.name())
            .build();
    context.events().accept(new EventNote(about, false, "TaintManagerEviction", message, ""));
  }
}
