package dev.keelson.controllers.nodelifecycle;

import dev.keelson.controllers.ControllerOptions;
import dev.keelson.controllers.basis.Flags;
import java.time.Duration;

/**
 * kube-controller-manager's flags of the same names.
 *
 * @param monitorPeriod between two looks at all nodes
 * @param monitorGrace after which a node that once reported is silent
 * @param startupGrace after which one that never did is
 * @param evictionRate NoExecute taints a second and zone
 * @param secondaryRate the same in a large zone that is partly disrupted
 * @param largeCluster nodes above which a zone is large
 * @param unhealthyZone share of nodes not ready from which a zone is partly disrupted
 */
record NodeLifecycleOptions(
    Duration monitorPeriod,
    Duration monitorGrace,
    Duration startupGrace,
    double evictionRate,
    double secondaryRate,
    int largeCluster,
    double unhealthyZone) {
  static NodeLifecycleOptions of(ControllerOptions flags) {
    return new NodeLifecycleOptions(
        Flags.duration(flags, "node-monitor-period", Duration.ofSeconds(5)),
        Flags.duration(flags, "node-monitor-grace-period", Duration.ofSeconds(50)),
        Flags.duration(flags, "node-startup-grace-period", Duration.ofSeconds(60)),
        Flags.number(flags, "node-eviction-rate", 0.1),
        Flags.number(flags, "secondary-node-eviction-rate", 0.01),
        Flags.whole(flags, "large-cluster-size-threshold", 50),
        Flags.number(flags, "unhealthy-zone-threshold", 0.55));
  }

  /** Taints a second in a zone of so many nodes; 0: none at all. */
  double rate(ZoneState state, int nodes) {
    return switch (state) {
      case NORMAL, FULL_DISRUPTION, INITIAL -> evictionRate;
      case PARTIAL_DISRUPTION -> nodes > largeCluster ? secondaryRate : 0;
    };
  }
}
