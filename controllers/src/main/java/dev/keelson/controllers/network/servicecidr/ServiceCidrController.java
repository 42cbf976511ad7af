package dev.keelson.controllers.network.servicecidr;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.network.Flags;
import dev.keelson.controllers.network.IpAddress;
import java.util.List;

/** service-cidr-controller. */
public final class ServiceCidrController {
  public static final ControllerKind KIND =
      ControllerKind.of("service-cidr-controller", ServiceCidrController::start);

  static final String API_VERSION = "networking.k8s.io/v1";

  private ServiceCidrController() {}

  /** By an API server, for a Service; others' addresses hold nothing up. */
  static boolean isAllocated(ApiObject address) {
    return address
        .metadata()
        .object("labels")
        .text("ipaddress.kubernetes.io/managed-by")
        .equals("ipallocator.k8s.io");
  }

  static Controller start(ControllerContext context) {
    Informer cidrs = context.informers().of(API_VERSION, "servicecidrs");
    Informer addresses = context.informers().of(API_VERSION, "ipaddresses");
    Loop loop =
        Loop.of(
                KIND.name(),
                context,
                new ServiceCidrReconciler(
                    context.client().resource(API_VERSION, "servicecidrs"),
                    cidrs.store(),
                    addresses.store(),
                    context.events(),
                    context.timing()))
            .on(cidrs, each -> List.of(each.objectName()))
            .needs(addresses);
    cidrs.addHandler(ranges(cidrs, loop));
    addresses.addHandler(addresses(cidrs, loop));
    return loop.start(Flags.number(context.options(), "concurrent-service-cidr-syncs", 5, 1));
  }

  /** A new range may release one that waits for its end, and so may one that goes. */
  private static InformerHandler ranges(Informer cidrs, Loop loop) {
    return new InformerHandler() {
      @Override
      public void added(ApiObject cidr) {
        queueOverlapping(cidr);
      }

      @Override
      public void deleted(ApiObject last, boolean isFinalStateUnknown) {
        queueOverlapping(last);
      }

      private void queueOverlapping(ApiObject cidr) {
        ServiceCidrs.overlapping(cidrs.store().list(), cidr)
            .forEach(each -> loop.add(each.objectName()));
      }
    };
  }

  /** Only ranges that wait for their end care. */
  private static InformerHandler addresses(Informer cidrs, Loop loop) {
    return new InformerHandler() {
      @Override
      public void added(ApiObject address) {
        queueContaining(address);
      }

      @Override
      public void deleted(ApiObject last, boolean isFinalStateUnknown) {
        queueContaining(last);
      }

      private void queueContaining(ApiObject address) {
        List<ApiObject> ending =
            cidrs.store().list().stream().filter(ApiObject::isBeingDeleted).toList();
        if (ending.isEmpty() || !isAllocated(address)) {
          return;
        }
        IpAddress.parse(address.name()).stream()
            .flatMap(ip -> ServiceCidrs.containing(ending, ip).stream())
            .forEach(each -> loop.add(each.objectName()));
      }
    };
  }
}
