package dev.keelson.controllers.cloud.service;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;

/** A Service by what concerns its load balancer. */
final class BalancedService {
  static final String FINALIZER = "service.kubernetes.io/load-balancer-cleanup";

  private static final List<String> FIELDS =
      List.of(
          "loadBalancerSourceRanges",
          "ports",
          "sessionAffinity",
          "sessionAffinityConfig",
          "loadBalancerIP",
          "externalIPs",
          "externalTrafficPolicy",
          "healthCheckNodePort",
          "ipFamilies");

  private BalancedService() {}

  /** One with a class is another controller's. */
  static boolean isWanted(ApiObject service) {
    return service.spec().text("type").equals("LoadBalancer")
        && !service.spec().isSet("loadBalancerClass");
  }

  static boolean needsCleanup(ApiObject service) {
    return service.finalizers().contains(FINALIZER)
        && (service.isBeingDeleted() || !service.spec().text("type").equals("LoadBalancer"));
  }

  /** Whether the balancer has to be looked at. */
  static boolean differs(ApiObject before, ApiObject now) {
    boolean wanted = isWanted(before);
    if (wanted != isWanted(now)) {
      return true;
    }
    return wanted
        && (!before.uid().equals(now.uid())
            || !annotations(before).equals(annotations(now))
            || FIELDS.stream()
                .anyMatch(field -> !before.spec().get(field).equals(now.spec().get(field))));
  }

  private static JsonObject annotations(ApiObject service) {
    return service.metadata().object("annotations");
  }
}
