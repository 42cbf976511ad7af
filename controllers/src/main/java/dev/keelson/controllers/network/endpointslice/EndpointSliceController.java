package dev.keelson.controllers.network.endpointslice;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.network.Flags;
import dev.keelson.controllers.network.ServicesOfPods;
import dev.keelson.controllers.network.slice.SliceIndex;
import dev.keelson.controllers.network.slice.SliceTracker;
import dev.keelson.controllers.network.slice.SliceWriter;
import dev.keelson.controllers.pod.PodConditions;
import dev.keelson.controllers.pod.PodIndexes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** endpointslice-controller, by its flags. */
public final class EndpointSliceController {
  public static final ControllerKind KIND =
      ControllerKind.of("endpointslice-controller", EndpointSliceController::start);

  static final String MANAGED_BY = "endpointslice-controller.k8s.io";

  /** After somebody else's change of a slice: several come together. */
  private static final Duration SLICE_DELAY = Duration.ofSeconds(1);

  /** After a change of nodes, so that a thousand of them cost one look. */
  private static final Duration NODE_DELAY = Duration.ofMillis(100);

  private EndpointSliceController() {}

  static Controller start(ControllerContext context) {
    var options = context.options();
    Duration batch = Flags.duration(options, "endpointslice-updates-batch-period", Duration.ZERO);
    Informer services = context.informers().of("v1", "services");
    Informer pods = PodIndexes.pods(context.informers());
    Informer nodes = context.informers().of("v1", "nodes");
    SliceIndex slices = SliceIndex.of(context.informers(), MANAGED_BY);
    SliceTracker tracker = new SliceTracker();
    HintMemory hints = new HintMemory(() -> ZoneShares.of(nodes.store().list()));
    SliceReconciler reconciler =
        new SliceReconciler(
            services.store(),
            pods.store(),
            nodes.store(),
            slices,
            tracker,
            new SliceWriter(context.client(), tracker),
            context.events(),
            hints,
            Flags.number(options, "max-endpoints-per-slice", 100, 1));
    Loop loop =
        Loop.of(KIND.name(), context, reconciler)
            .on(services, each -> List.of(each.objectName()))
            .needs(pods)
            .needs(nodes)
            .needs(slices.informer());
    pods.addHandler(new ServicesOfPods(services.store(), service -> loop.addAfter(service, batch)));
    Duration delay = batch.compareTo(SLICE_DELAY) > 0 ? batch : SLICE_DELAY;
    slices.watch(tracker, service -> loop.addAfter(service, delay));
    nodes.addHandler(zones(context.timing(), hints, loop));
    return loop.start(Flags.number(options, "concurrent-service-endpoint-syncs", 5, 1));
  }

  /** Only what changes the zones' shares. */
  private static InformerHandler zones(Timing timing, HintMemory hints, Loop loop) {
    AtomicBoolean isPending = new AtomicBoolean();
    return new InformerHandler() {
      @Override
      public void added(ApiObject node) {
        changed();
      }

      @Override
      public void updated(ApiObject before, ApiObject now) {
        boolean isSame =
            PodConditions.isTrue(before, PodConditions.READY)
                    == PodConditions.isTrue(now, PodConditions.READY)
                && zone(before).equals(zone(now));
        if (!isSame) {
          changed();
        }
      }

      @Override
      public void deleted(ApiObject last, boolean isFinalStateUnknown) {
        changed();
      }

      private static String zone(ApiObject node) {
        return node.metadata().object("labels").text(PodEndpoints.ZONE_LABEL);
      }

      private void changed() {
        hints.nodesChanged();
        if (isPending.compareAndSet(false, true)) {
          timing.schedule(NODE_DELAY, this::requeue);
        }
      }

      private void requeue() {
        isPending.set(false);
        hints.overloaded().forEach(loop::add);
      }
    };
  }
}
