package dev.keelson.controllers.statefulset;

import dev.keelson.apiserver.client.informer.Informer;
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
import dev.keelson.controllers.pod.SelectorIndex;
import java.util.List;

/** The stateful set controller, wired up. */
public final class StatefulSetControllers {
  /** As many as upstream has by default. */
  private static final int WORKERS = 5;

  public static final ControllerKind STATEFUL_SET =
      ControllerKind.of("statefulset-controller", StatefulSetControllers::start);

  private StatefulSetControllers() {}

  private static Controller start(ControllerContext context) {
    Informer sets = context.informers().of("apps/v1", "statefulsets");
    Informer pods = PodIndexes.pods(context.informers());
    Informer claims = context.informers().of("v1", "persistentvolumeclaims");
    History history = new History(context, "statefulsets", "controller.kubernetes.io/hash");
    SelectorIndex selectors =
        SelectorIndex.on(
            sets,
            "statefulset-selector",
            each -> StatefulSetReconciler.selector(new StatefulSetView(each)));
    Expectations expectations = new Expectations(context.timing());
    // Before the loop's own handler, which queues the owner.
    pods.addHandler(expectations.observer(OwnerRefs.controllerName("apps", "StatefulSet")));
    return Loop.of(
            "statefulset",
            context,
            new StatefulSetReconciler(context, sets, pods, claims, history, expectations))
        .on(sets, each -> List.of(each.objectName()))
        .on(pods, pod -> concerned(selectors, pod))
        .needs(claims)
        .needs(history.informer())
        .start(WORKERS);
  }

  private static List<ObjectName> concerned(SelectorIndex selectors, ApiObject pod) {
    return pod.controller().isEmpty()
        ? selectors.selecting(pod).stream()
            .map(ApiObject::objectName)
            .filter(set -> Ordinals.isNamedAfter(set.name(), pod.name()))
            .toList()
        : List.copyOf(OwnerRefs.controllerName("apps", "StatefulSet").apply(pod));
  }
}
