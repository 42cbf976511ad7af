package dev.keelson.controllers.daemonset;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.history.History;
import dev.keelson.controllers.pod.Expectations;
import dev.keelson.controllers.pod.OwnerRefs;
import dev.keelson.controllers.pod.PodIndexes;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.pod.SelectorIndex;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The daemon set controller, wired up. */
public final class DaemonSetControllers {
  /** As many as upstream has by default. */
  private static final int WORKERS = 2;

  public static final ControllerKind DAEMON_SET =
      ControllerKind.of("daemonset-controller", DaemonSetControllers::start);

  private DaemonSetControllers() {}

  private static Controller start(ControllerContext context) {
    Informer sets = context.informers().of("apps/v1", "daemonsets");
    Informer pods = PodIndexes.pods(context.informers());
    Informer nodes = context.informers().of("v1", "nodes");
    History history = new History(context, "daemonsets", DaemonSetView.HASH_LABEL);
    SelectorIndex selectors =
        SelectorIndex.on(
            sets,
            "daemonset-selector",
            each -> DaemonSetReconciler.selector(new DaemonSetView(each)));
    Expectations expectations = new Expectations(context.timing());
    // Before the loop's own handler, which queues the owner.
    pods.addHandler(expectations.observer(OwnerRefs.controllerName("apps", "DaemonSet")));
    Loop loop =
        Loop.of(
                "daemonset",
                context,
                new DaemonSetReconciler(context, sets, pods, nodes, history, expectations))
            .on(sets, each -> List.of(each.objectName()))
            .on(pods, pod -> concerned(selectors, pod))
            .needs(nodes)
            .needs(history.informer());
    nodes.addHandler(nodeHandler(node -> addConcerned(loop, sets, pods, node)));
    return loop.start(WORKERS);
  }

  private static List<ObjectName> concerned(SelectorIndex selectors, ApiObject pod) {
    return pod.controller().isEmpty()
        ? selectors.selecting(pod).stream().map(ApiObject::objectName).toList()
        : List.copyOf(OwnerRefs.controllerName("apps", "DaemonSet").apply(pod));
  }

  /** Heartbeats are no news. */
  private static InformerHandler nodeHandler(Consumer<ApiObject> changed) {
    return new InformerHandler() {
      @Override
      public void added(ApiObject node) {
        changed.accept(node);
      }

      @Override
      public void updated(ApiObject before, ApiObject now) {
        boolean isSame =
            before.metadata().object("labels").equals(now.metadata().object("labels"))
                && before.spec().array("taints").equals(now.spec().array("taints"));
        if (!isSame) {
          changed.accept(now);
        }
      }
    };
  }

  /** All but those that have a pod there and want it: one may be meant for it, and not bound. */
  private static void addConcerned(Loop loop, Informer sets, Informer pods, ApiObject node) {
    Set<ObjectName> present = new HashSet<>();
    for (PodView pod : PodIndexes.onNode(pods, node.name())) {
      present.addAll(OwnerRefs.controllerName("apps", "DaemonSet").apply(pod.object()));
    }
    for (ApiObject each : sets.store().list()) {
      DaemonSetView set = new DaemonSetView(each);
      NodeFit.Answer answer = NodeFit.of(set).on(node);
      boolean isRight =
          present.contains(each.objectName()) && answer.stays() && set.misscheduled() == 0;
      if (!isRight) {
        loop.add(each.objectName());
      }
    }
  }
}
