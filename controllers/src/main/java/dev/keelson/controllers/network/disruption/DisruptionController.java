package dev.keelson.controllers.network.disruption;

import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.select.BadSelector;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.pod.PodIndexes;
import dev.keelson.controllers.pod.PodView;
import java.util.List;

/** disruption-controller. */
public final class DisruptionController {
  public static final ControllerKind KIND =
      ControllerKind.of("disruption-controller", DisruptionController::start);

  private DisruptionController() {}

  static Controller start(ControllerContext context) {
    Informer budgets = context.informers().of("policy/v1", "poddisruptionbudgets");
    Informer pods = PodIndexes.pods(context.informers());
    Scales scales = new Scales(context.client(), context.informers());
    Loop loop =
        Loop.of(
                KIND.name(),
                context,
                new BudgetReconciler(
                    context.client().resource("policy/v1", "poddisruptionbudgets"),
                    budgets.store(),
                    pods.store(),
                    scales,
                    context.events(),
                    context.timing()))
            .on(budgets, each -> List.of(each.objectName()))
            .needs(pods);
    scales.informers().forEach(loop::needs);
    Loop stale =
        Loop.of(
                KIND.name() + "-stale",
                context,
                new StaleDisruption(
                    context.client().resource("v1", "pods"), pods.store(), context.timing()))
            .needs(pods);
    pods.addHandler(
        InformerHandler.onChange(
            pod -> {
              queueBudgets(pod, budgets, loop, context);
              StaleDisruption.left(new PodView(pod), context.timing().now())
                  .ifPresent(left -> stale.addAfter(pod.objectName(), left));
            }));
    // A budget is written by one worker, as upstream does: its pods change together.
    return new Both(loop.start(1), stale.start(1));
  }

  /** Of several the first: the API server refuses to evict such a pod at all. */
  private static void queueBudgets(
      ApiObject pod, Informer budgets, Loop loop, ControllerContext context) {
    List<ApiObject> matching =
        budgets.store().inNamespace(pod.namespace()).stream()
            .filter(each -> selects(each, pod))
            .toList();
    if (matching.isEmpty()) {
      return;
    }
    if (matching.size() > 1) {
      context
          .events()
          .accept(
              EventNote.warning(
                  pod,
                  "MultiplePodDisruptionBudgets",
                  ("Pod \"%s\"/\"%s\" matches multiple PodDisruptionBudgets.  Chose \"%s\""
                          + " arbitrarily.")
                      .formatted(pod.namespace(), pod.name(), matching.getFirst().name())));
    }
    matching.forEach(each -> loop.add(each.objectName()));
  }

  private static boolean selects(ApiObject budget, ApiObject pod) {
    try {
      return new BudgetView(budget).selector().matches(pod.metadata().object("labels"));
    } catch (BadSelector _) {
      return false;
    }
  }

  private record Both(Loop loop, Loop stale) implements Controller {
    @Override
    public void close() {
      loop.close();
      stale.close();
    }
  }
}
