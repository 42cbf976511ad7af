package dev.keelson.launcher.etcd;

import static dev.keelson.launcher.etcd.Treatment.WITHOUT_EFFECT;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What older manifests carry: the experimental names of flags that are now plain or feature gates,
 * flags of very old versions that etcd still swallows, and what only a file can say.
 */
final class FormerFlags {
  private static final List<String> EXPERIMENTAL =
      List.of(
          "corrupt-check-time",
          "compact-hash-check-time",
          "compaction-batch-limit",
          "compaction-sleep-interval",
          "peer-skip-client-san-verification",
          "watch-progress-notify-interval",
          "downgrade-check-time",
          "memory-mlock",
          "warning-apply-duration",
          "warning-unary-request-duration",
          "max-learners",
          "bootstrap-defrag-threshold-megabytes",
          "snapshot-catchup-entries",
          "enable-distributed-tracing",
          "distributed-tracing-address",
          "distributed-tracing-service-name",
          "distributed-tracing-instance-id",
          "distributed-tracing-sampling-rate");

  private static final List<String> GATES =
      List.of(
          "experimental-initial-corrupt-check",
          "experimental-compact-hash-check-enabled",
          "experimental-enable-lease-checkpoint",
          "experimental-enable-lease-checkpoint-persist",
          "experimental-txn-mode-write-with-shared-buffer",
          "experimental-stop-grpc-service-on-defrag");

  private static final List<String> IGNORED =
      List.of(
          "cluster-active-size",
          "cluster-remove-delay",
          "cluster-sync-interval",
          "config",
          "force",
          "max-result-buffer",
          "max-retry-attempts",
          "peer-heartbeat-interval",
          "peer-election-timeout",
          "retry-interval",
          "snapshot",
          "v",
          "vv");

  static final List<Flag> TABLE = table();

  private FormerFlags() {}

  private static List<Flag> table() {
    List<Flag> table = new ArrayList<>();
    List<Flag> now = new ArrayList<>(MemberFlags.TABLE);
    now.addAll(ClusterFlags.TABLE);
    now.addAll(SecurityFlags.TABLE);
    now.addAll(OperationFlags.TABLE);
    for (String name : EXPERIMENTAL) {
      Flag target = now.stream().filter(flag -> flag.name().equals(name)).findFirst().orElseThrow();
      table.add(former("experimental-" + name, target.type(), target.initial(), Optional.of(name)));
    }
    // of the configuration file alone in etcd
    table.add(
        new Flag(
            Flag.Group.FORMER,
            "client-cert-allowed-cn",
            FlagType.STRINGS,
            "",
            Treatment.IMPLEMENTED,
            "",
            Optional.empty()));
    for (String name : GATES) {
      table.add(former(name, FlagType.BOOL, "false", Optional.empty()));
    }
    for (String name : IGNORED) {
      table.add(former(name, FlagType.STRING, "", Optional.empty()));
    }
    return table;
  }

  private static Flag former(String name, FlagType type, String initial, Optional<String> target) {
    return new Flag(Flag.Group.FORMER, name, type, initial, WITHOUT_EFFECT, "", target);
  }
}
