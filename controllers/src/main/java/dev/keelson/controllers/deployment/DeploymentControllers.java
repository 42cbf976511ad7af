package dev.keelson.controllers.deployment;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.select.LabelSelector;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.pod.OwnerRef;
import dev.keelson.controllers.pod.OwnerRefs;
import dev.keelson.controllers.pod.PodIndexes;
import dev.keelson.controllers.pod.SelectorIndex;
import java.util.List;
import java.util.Optional;

/** The deployment controller, wired up. */
public final class DeploymentControllers {
  /** As many as upstream has by default. */
  private static final int WORKERS = 5;

  public static final ControllerKind DEPLOYMENT =
      ControllerKind.of("deployment-controller", DeploymentControllers::start);

  private DeploymentControllers() {}

  private static Controller start(ControllerContext context) {
    Informer deployments = context.informers().of("apps/v1", "deployments");
    Informer sets = PodIndexes.byOwner(context.informers().of("apps/v1", "replicasets"));
    Informer pods = PodIndexes.pods(context.informers());
    SelectorIndex selectors =
        SelectorIndex.on(
            deployments,
            "deployment-selector",
            each ->
                each.spec().object("selector").isEmpty()
                    ? LabelSelector.NOTHING
                    : LabelSelector.of(each.spec().object("selector")));
    Loop loop =
        Loop.of("deployment", context, new DeploymentReconciler(context, deployments, sets, pods))
            .on(deployments, each -> List.of(each.objectName()))
            .on(sets, set -> concerned(selectors, set))
            .needs(pods);
    pods.addHandler(
        new InformerHandler() {
          @Override
          public void updated(ApiObject before, ApiObject now) {
            if (isTerminal(now) && !isTerminal(before)) {
              deleted(now, false);
            }
          }

          @Override
          public void deleted(ApiObject last, boolean isFinalStateUnknown) {
            recreated(deployments, sets, last).ifPresent(loop::add);
          }
        });
    return loop.start(WORKERS);
  }

  private static boolean isTerminal(ApiObject pod) {
    String phase = pod.status().text("phase");
    return phase.equals("Failed") || phase.equals("Succeeded");
  }

  private static List<ObjectName> concerned(SelectorIndex selectors, ApiObject set) {
    Optional<OwnerRef> controller = OwnerRefs.controllerOf(set);
    return controller.isEmpty()
        ? selectors.selecting(set).stream().map(ApiObject::objectName).toList()
        : List.copyOf(OwnerRefs.controllerName("apps", "Deployment").apply(set));
  }

  /** The deployment of a pod, if it waits for the end of all pods before it goes on. */
  private static Optional<ObjectName> recreated(
      Informer deployments, Informer sets, ApiObject pod) {
    return controller(pod, "ReplicaSet")
        .flatMap(sets.store()::get)
        .flatMap(set -> controller(set, "Deployment"))
        .filter(
            name ->
                deployments
                    .store()
                    .get(name)
                    .filter(each -> !new DeploymentView(each).isRolling())
                    .isPresent());
  }

  private static Optional<ObjectName> controller(ApiObject object, String kind) {
    return OwnerRefs.controllerName("apps", kind).apply(object).stream().findFirst();
  }
}
