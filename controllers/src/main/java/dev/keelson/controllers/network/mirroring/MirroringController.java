package dev.keelson.controllers.network.mirroring;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.network.Flags;
import dev.keelson.controllers.network.ServiceView;
import dev.keelson.controllers.network.slice.SliceIndex;
import dev.keelson.controllers.network.slice.SliceTracker;
import dev.keelson.controllers.network.slice.SliceWriter;
import java.time.Duration;

/** endpointslice-mirroring-controller, by its flags. */
public final class MirroringController {
  public static final ControllerKind KIND =
      ControllerKind.of("endpointslice-mirroring-controller", MirroringController::start);

  static final String MANAGED_BY = "endpointslicemirroring-controller.k8s.io";
  private static final String SKIP_LABEL = "endpointslice.kubernetes.io/skip-mirror";
  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";

  private MirroringController() {}

  /** Unless it says otherwise, or serves to elect a leader. */
  static boolean isMirrored(ApiObject endpoints) {
    return !endpoints.metadata().object("labels").text(SKIP_LABEL).equals("true")
        && !endpoints.metadata().object("annotations").has(LEADER);
  }

  static Controller start(ControllerContext context) {
    var options = context.options();
    Duration batch =
        Flags.duration(options, "mirroring-endpointslice-updates-batch-period", Duration.ZERO);
    Informer services = context.informers().of("v1", "services");
    Informer endpoints = context.informers().of("v1", "endpoints");
    SliceIndex slices = SliceIndex.of(context.informers(), MANAGED_BY);
    SliceTracker tracker = new SliceTracker();
    MirrorReconciler reconciler =
        new MirrorReconciler(
            endpoints.store(),
            services.store(),
            slices,
            tracker,
            new SliceWriter(context.client(), tracker),
            context.events(),
            Flags.number(options, "mirroring-max-endpoints-per-subset", 1000, 1));
    Loop loop =
        Loop.of(KIND.name(), context, reconciler)
            .needs(services)
            .needs(endpoints)
            .needs(slices.informer());
    endpoints.addHandler(endpoints(loop));
    services.addHandler(services(loop));
    slices.watch(tracker, service -> loop.addAfter(service, batch));
    return loop.start(Flags.number(options, "mirroring-concurrent-service-endpoint-syncs", 5, 1));
  }

  private static InformerHandler endpoints(Loop loop) {
    return new InformerHandler() {
      @Override
      public void added(ApiObject object) {
        look(object, isMirrored(object));
      }

      @Override
      public void updated(ApiObject before, ApiObject now) {
        look(now, isMirrored(before) || isMirrored(now));
      }

      @Override
      public void deleted(ApiObject last, boolean isFinalStateUnknown) {
        look(last, isMirrored(last));
      }

      private void look(ApiObject object, boolean isWorth) {
        if (isWorth) {
          loop.add(object.objectName());
        }
      }
    };
  }

  private static InformerHandler services(Loop loop) {
    return new InformerHandler() {
      @Override
      public void added(ApiObject service) {
        look(service, !hasSelector(service));
      }

      @Override
      public void updated(ApiObject before, ApiObject now) {
        look(now, hasSelector(before) != hasSelector(now));
      }

      @Override
      public void deleted(ApiObject last, boolean isFinalStateUnknown) {
        look(last, !hasSelector(last));
      }

      private static boolean hasSelector(ApiObject service) {
        return new ServiceView(service).hasSelector();
      }

      private void look(ApiObject service, boolean isWorth) {
        if (isWorth) {
          loop.add(service.objectName());
        }
      }
    };
  }
}
