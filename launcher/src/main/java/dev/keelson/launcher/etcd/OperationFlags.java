package dev.keelson.launcher.etcd;

import static dev.keelson.launcher.etcd.Flag.Group.FEATURES;
import static dev.keelson.launcher.etcd.Flag.Group.LOGGING;
import static dev.keelson.launcher.etcd.Flag.Group.MONITORING;
import static dev.keelson.launcher.etcd.Flag.Group.TRACING;
import static dev.keelson.launcher.etcd.Flag.Group.UNSAFE;
import static dev.keelson.launcher.etcd.Flag.flag;
import static dev.keelson.launcher.etcd.FlagType.BOOL;
import static dev.keelson.launcher.etcd.FlagType.DURATION;
import static dev.keelson.launcher.etcd.FlagType.INT;
import static dev.keelson.launcher.etcd.FlagType.STRING;
import static dev.keelson.launcher.etcd.FlagType.STRINGS;
import static dev.keelson.launcher.etcd.FlagType.UINT;
import static dev.keelson.launcher.etcd.FlagType.URLS;
import static dev.keelson.launcher.etcd.Treatment.IMPLEMENTED;
import static dev.keelson.launcher.etcd.Treatment.WITHOUT_EFFECT;

import java.util.List;

/** Watching a member at work, and what an operator may tune or force. */
final class OperationFlags {
  static final List<Flag> TABLE =
      List.of(
          flag(
              MONITORING,
              "enable-pprof",
              BOOL,
              "false",
              WITHOUT_EFFECT,
              "Go's profiler under /debug/pprof."),
          flag(
              MONITORING,
              "metrics",
              STRING,
              "basic",
              IMPLEMENTED,
              "basic, or extensive to time every RPC."),
          flag(
              MONITORING,
              "listen-metrics-urls",
              URLS,
              "",
              IMPLEMENTED,
              "Where to listen for /metrics and health only."),
          flag(LOGGING, "logger", STRING, "zap", IMPLEMENTED, "Only zap: structured lines."),
          flag(
              LOGGING,
              "log-outputs",
              STRINGS,
              "default",
              IMPLEMENTED,
              "stderr, stdout or files, comma-separated; default is stderr."),
          flag(
              LOGGING,
              "log-level",
              STRING,
              "info",
              IMPLEMENTED,
              "debug, info, warn, error, panic or fatal."),
          flag(LOGGING, "log-format", STRING, "json", IMPLEMENTED, "json or console."),
          flag(LOGGING, "enable-log-rotation", BOOL, "false", WITHOUT_EFFECT, "Rotate a log file."),
          flag(
              LOGGING,
              "log-rotation-config-json",
              STRING,
              "{\"maxsize\": 100, \"maxage\": 0, \"maxbackups\": 0, \"localtime\": false, \"compress\": false}",
              WITHOUT_EFFECT,
              "How to rotate it."),
          flag(
              LOGGING,
              "warning-unary-request-duration",
              DURATION,
              "300ms",
              IMPLEMENTED,
              "Log requests that take longer."),
          flag(
              TRACING,
              "enable-distributed-tracing",
              BOOL,
              "false",
              WITHOUT_EFFECT,
              "Send traces by OpenTelemetry."),
          flag(
              TRACING,
              "distributed-tracing-address",
              STRING,
              "localhost:4317",
              WITHOUT_EFFECT,
              "Where the collector is."),
          flag(
              TRACING,
              "distributed-tracing-service-name",
              STRING,
              "etcd",
              WITHOUT_EFFECT,
              "Name of the service in traces."),
          flag(
              TRACING,
              "distributed-tracing-instance-id",
              STRING,
              "",
              WITHOUT_EFFECT,
              "Name of this member in traces."),
          flag(
              TRACING,
              "distributed-tracing-sampling-rate",
              INT,
              "0",
              WITHOUT_EFFECT,
              "Samples in a million spans."),
          flag(
              FEATURES,
              "corrupt-check-time",
              DURATION,
              "0s",
              WITHOUT_EFFECT,
              "How often to compare members' data; 0 is never."),
          flag(
              FEATURES,
              "compact-hash-check-time",
              DURATION,
              "1m",
              WITHOUT_EFFECT,
              "How often the leader compares compaction hashes."),
          flag(
              FEATURES,
              "compaction-batch-limit",
              INT,
              "1000",
              WITHOUT_EFFECT,
              "Revisions removed in one step of a compaction."),
          flag(
              FEATURES,
              "compaction-sleep-interval",
              DURATION,
              "10ms",
              WITHOUT_EFFECT,
              "Pause between two such steps."),
          flag(
              FEATURES,
              "watch-progress-notify-interval",
              DURATION,
              "10m",
              IMPLEMENTED,
              "How often idle watches that asked for it are told the revision."),
          flag(
              FEATURES,
              "warning-apply-duration",
              DURATION,
              "100ms",
              WITHOUT_EFFECT,
              "Log entries that take longer to apply."),
          flag(
              FEATURES,
              "bootstrap-defrag-threshold-megabytes",
              UINT,
              "0",
              WITHOUT_EFFECT,
              "Defragment at start if it frees so much."),
          flag(FEATURES, "max-learners", INT, "1", IMPLEMENTED, "Most learners in the cluster."),
          flag(
              FEATURES,
              "downgrade-check-time",
              DURATION,
              "5s",
              WITHOUT_EFFECT,
              "How often to look for a downgrade."),
          flag(
              FEATURES,
              "snapshot-catchup-entries",
              UINT,
              "5000",
              WITHOUT_EFFECT,
              "Log entries kept for slow members after a snapshot."),
          flag(
              UNSAFE,
              "force-new-cluster",
              BOOL,
              "false",
              IMPLEMENTED,
              "Make this member a cluster of its own again."),
          flag(
              UNSAFE,
              "unsafe-no-fsync",
              BOOL,
              "false",
              IMPLEMENTED,
              "Do not wait for the disk. Loses data with the power."));

  private OperationFlags() {}
}
