package dev.keelson.controllers.cloud;

import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.cloud.node.CloudNodes;
import dev.keelson.controllers.cloud.node.NodeLifecycle;
import dev.keelson.controllers.cloud.route.NodeRoutes;
import dev.keelson.controllers.cloud.service.ServiceLoadBalancers;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cloud-controller-manager's controllers. */
public final class CloudControllers {
  private static final Logger LOG = LoggerFactory.getLogger(CloudControllers.class);

  /** Their names, in their order. */
  public static final List<String> NAMES =
      List.of(
          "cloud-node-controller",
          "cloud-node-lifecycle-controller",
          "service-lb-controller",
          "node-route-controller");

  private CloudControllers() {}

  /** What the cloud does not have, its controller does not start for, and says so. */
  public static List<ControllerKind> all(CloudProvider cloud) {
    return List.of(
        ControllerKind.of(NAMES.get(0), context -> CloudNodes.start(context, cloud)),
        ControllerKind.of(NAMES.get(1), context -> NodeLifecycle.start(context, cloud)),
        ControllerKind.of(
            NAMES.get(2),
            context ->
                cloud
                    .loadBalancers()
                    .map(balancers -> ServiceLoadBalancers.start(context, balancers))
                    .orElseGet(() -> idle("the cloud provider does not support load balancers"))),
        ControllerKind.of(
            NAMES.get(3),
            context -> {
              if (!NodeRoutes.isWanted(context.options())) {
                return idle(
                    "Will not configure cloud provider routes, allocate-node-cidrs: "
                        + context.options().text("allocate-node-cidrs", "false")
                        + ", configure-cloud-routes: "
                        + context.options().text("configure-cloud-routes", "true"));
              }
              return cloud
                  .routes()
                  .map(routes -> NodeRoutes.start(context, routes))
                  .orElseGet(() -> idle("the cloud provider does not support routes"));
            }));
  }

  private static Controller idle(String why) {
    LOG.warn("{}", why);
    return () -> {};
  }
}
