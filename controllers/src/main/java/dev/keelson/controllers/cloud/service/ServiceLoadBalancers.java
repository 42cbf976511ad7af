package dev.keelson.controllers.cloud.service;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.cloud.LoadBalancers;
import dev.keelson.controllers.network.Flags;

/**
 * service-lb-controller: a load balancer for each Service of that type, to all nodes; gone before
 * the Service is.
 */
public final class ServiceLoadBalancers {
  private static final String NAME = "service-lb-controller";
  private static final ObjectName NODES = new ObjectName("", "all nodes");

  private ServiceLoadBalancers() {}

  public static Controller start(ControllerContext context, LoadBalancers balancers) {
    Informer services = context.informers().of("v1", "services");
    Informer nodes = context.informers().of("v1", "nodes");
    BalancerReconciler reconciler =
        new BalancerReconciler(
            balancers,
            context.client().resource("v1", "services"),
            services.store(),
            nodes.store(),
            context.events());
    Loop loop = Loop.of(NAME, context, reconciler).needs(services).needs(nodes);
    Loop hosts =
        Loop.of(
                NAME + "-nodes",
                context,
                _ -> {
                  reconciler.updateHosts().forEach(loop::add);
                  return Result.done();
                })
            .needs(services)
            .needs(nodes);
    services.addHandler(services(loop));
    nodes.addHandler(nodes(hosts));
    int workers = Flags.number(context.options(), "concurrent-service-syncs", 1, 1);
    loop.start(workers);
    hosts.start(1);
    return () -> {
      loop.close();
      hosts.close();
    };
  }

  private static InformerHandler services(Loop loop) {
    return new InformerHandler() {
      @Override
      public void added(ApiObject service) {
        look(service, BalancedService.isWanted(service) || BalancedService.needsCleanup(service));
      }

      @Override
      public void updated(ApiObject before, ApiObject now) {
        look(now, BalancedService.differs(before, now) || BalancedService.needsCleanup(now));
      }

      @Override
      public void deleted(ApiObject last, boolean isFinalStateUnknown) {
        look(last, BalancedService.isWanted(last));
      }

      private void look(ApiObject service, boolean isWorth) {
        if (isWorth) {
          loop.add(service.objectName());
        }
      }
    };
  }

  private static InformerHandler nodes(Loop hosts) {
    return new InformerHandler() {
      @Override
      public void added(ApiObject node) {
        hosts.add(NODES);
      }

      @Override
      public void updated(ApiObject before, ApiObject now) {
        if (BalancedNodes.differs(before, now)) {
          hosts.add(NODES);
        }
      }

      @Override
      public void deleted(ApiObject last, boolean isFinalStateUnknown) {
        hosts.add(NODES);
      }
    };
  }
}
