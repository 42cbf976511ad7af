package dev.keelson.controllers.network.endpoints;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.network.Flags;
import dev.keelson.controllers.network.ServicesOfPods;
import dev.keelson.controllers.pod.PodIndexes;
import java.time.Duration;
import java.util.List;

/** endpoints-controller, by its flags. */
public final class EndpointsController {
  public static final ControllerKind KIND =
      ControllerKind.of("endpoints-controller", EndpointsController::start);

  /** Of Endpoints that are no Service's: a lock of old, by which a leader is elected. */
  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";

  private EndpointsController() {}

  static Controller start(ControllerContext context) {
    Duration batch =
        Flags.duration(context.options(), "endpoint-updates-batch-period", Duration.ZERO);
    Informer services = context.informers().of("v1", "services");
    Informer pods = PodIndexes.pods(context.informers());
    Informer endpoints = context.informers().of("v1", "endpoints");
    EndpointsReconciler reconciler =
        new EndpointsReconciler(
            context.client().resource("v1", "endpoints"),
            services.store(),
            pods.store(),
            endpoints.store(),
            context.events());
    Loop loop =
        Loop.of(KIND.name(), context, reconciler)
            .on(services, each -> List.of(each.objectName()))
            .needs(pods)
            .needs(endpoints);
    pods.addHandler(new ServicesOfPods(services.store(), service -> loop.addAfter(service, batch)));
    endpoints.addHandler(
        new InformerHandler() {
          @Override
          public void deleted(ApiObject last, boolean isFinalStateUnknown) {
            loop.add(last.objectName());
          }
        });
    loop.start(Flags.number(context.options(), "concurrent-endpoint-syncs", 5, 1));
    return new Sweeping(loop, sweep(endpoints, loop));
  }

  /** Those that lost their Service while nobody looked: each is looked at once. */
  private static Thread sweep(Informer endpoints, Loop loop) {
    return Thread.ofVirtual()
        .name(KIND.name() + "-sweep")
        .start(
            () -> {
              try {
                while (!endpoints.awaitSynced(Duration.ofSeconds(10))) {
                  // The informer goes on trying, and says why in the log.
                }
                for (ApiObject each : endpoints.store().list()) {
                  if (!each.metadata().object("annotations").has(LEADER)) {
                    loop.add(each.objectName());
                  }
                }
              } catch (InterruptedException _) {
                // Closed before it began.
              }
            });
  }

  private record Sweeping(Loop loop, Thread sweep) implements Controller {
    @Override
    public String trouble() {
      return loop.trouble();
    }

    @Override
    public void close() {
      sweep.interrupt();
      loop.close();
    }
  }
}
