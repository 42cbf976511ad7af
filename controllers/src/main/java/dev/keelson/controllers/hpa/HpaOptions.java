package dev.keelson.controllers.hpa;

import dev.keelson.controllers.ControllerOptions;
import dev.keelson.controllers.basis.Flags;
import java.time.Duration;

/**
 * kube-controller-manager's {@code --horizontal-pod-autoscaler-…}.
 *
 * @param period between two looks at one autoscaler
 * @param downWindow in which the highest recommendation counts
 * @param tolerance by what share a metric may be off
 * @param initialization in which a pod's CPU counts only while it is ready
 * @param readinessDelay by when a pod that is not ready any more has once been
 * @param workers autoscalers at once
 */
record HpaOptions(
    Duration period,
    Duration downWindow,
    double tolerance,
    Duration initialization,
    Duration readinessDelay,
    int workers) {
  static HpaOptions of(ControllerOptions flags) {
    String prefix = "horizontal-pod-autoscaler-";
    return new HpaOptions(
        Flags.duration(flags, prefix + "sync-period", Duration.ofSeconds(15)),
        Flags.duration(flags, prefix + "downscale-stabilization", Duration.ofMinutes(5)),
        Flags.number(flags, prefix + "tolerance", 0.1),
        Flags.duration(flags, prefix + "cpu-initialization-period", Duration.ofMinutes(5)),
        Flags.duration(flags, prefix + "initial-readiness-delay", Duration.ofSeconds(30)),
        Flags.whole(flags, "concurrent-horizontal-pod-autoscaler-syncs", 5));
  }
}
