package dev.keelson.controllers.hpa;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;

/** Puts horizontal-pod-autoscaler-controller together. */
public final class HorizontalPodAutoscaling {
  public static final ControllerKind KIND =
      ControllerKind.of("horizontal-pod-autoscaler-controller", HorizontalPodAutoscaling::start);

  private HorizontalPodAutoscaling() {}

  private static Controller start(ControllerContext context) {
    HpaOptions options = HpaOptions.of(context.options());
    Informer hpas = context.informers().of("autoscaling/v2", "horizontalpodautoscalers");
    Informer pods = context.informers().of("v1", "pods");
    HpaReconciler reconciler = new HpaReconciler(context, options, hpas, pods);
    Loop loop =
        Loop.of("horizontal-pod-autoscaler-controller", context, reconciler::reconcile)
            .needs(hpas)
            .needs(pods);
    hpas.addHandler(
        new InformerHandler() {
          @Override
          public void added(ApiObject hpa) {
            // As upstream: a period after it appeared, never sooner.
            loop.addAfter(hpa.objectName(), options.period());
          }

          @Override
          public void deleted(ApiObject last, boolean isFinalStateUnknown) {
            loop.add(last.objectName());
          }
        });
    return loop.start(options.workers());
  }
}
