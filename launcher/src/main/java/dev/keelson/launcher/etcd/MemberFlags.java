package dev.keelson.launcher.etcd;

import static dev.keelson.launcher.etcd.Flag.Group.MEMBER;
import static dev.keelson.launcher.etcd.Flag.flag;
import static dev.keelson.launcher.etcd.FlagType.BOOL;
import static dev.keelson.launcher.etcd.FlagType.DURATION;
import static dev.keelson.launcher.etcd.FlagType.FEATURE_GATES;
import static dev.keelson.launcher.etcd.FlagType.INT;
import static dev.keelson.launcher.etcd.FlagType.STRING;
import static dev.keelson.launcher.etcd.FlagType.UINT;
import static dev.keelson.launcher.etcd.FlagType.UINT32;
import static dev.keelson.launcher.etcd.FlagType.URLS;
import static dev.keelson.launcher.etcd.Treatment.IMPLEMENTED;
import static dev.keelson.launcher.etcd.Treatment.WITHOUT_EFFECT;

import java.util.List;

/** The member itself: where it lives and listens, and its bounds. */
final class MemberFlags {
  static final List<Flag> TABLE =
      List.of(
          flag(
              MEMBER,
              "name",
              STRING,
              "default",
              IMPLEMENTED,
              "Name of this member, unique in its cluster."),
          flag(
              MEMBER,
              "data-dir",
              STRING,
              "",
              IMPLEMENTED,
              "Where this member keeps its data; ${name}.etcd if empty."),
          flag(
              MEMBER,
              "wal-dir",
              STRING,
              "",
              IMPLEMENTED,
              "A directory for the log alone, from the first start on."),
          flag(
              MEMBER,
              "snapshot-count",
              UINT,
              "10000",
              IMPLEMENTED,
              "Applied log entries between two snapshots."),
          flag(
              MEMBER,
              "heartbeat-interval",
              UINT,
              "100",
              WITHOUT_EFFECT,
              "Milliseconds between heartbeats; half an election timeout, whatever is said here."),
          flag(
              MEMBER,
              "election-timeout",
              UINT,
              "1000",
              IMPLEMENTED,
              "Milliseconds without a heartbeat before an election; 5 heartbeats to 50000."),
          flag(
              MEMBER,
              "initial-election-tick-advance",
              BOOL,
              "true",
              WITHOUT_EFFECT,
              "Elect sooner on the first start."),
          flag(
              MEMBER,
              "listen-peer-urls",
              URLS,
              "http://localhost:2380",
              IMPLEMENTED,
              "Where to listen for other members."),
          flag(
              MEMBER,
              "listen-client-urls",
              URLS,
              "http://localhost:2379",
              IMPLEMENTED,
              "Where to listen for clients, gRPC and HTTP on one port."),
          flag(
              MEMBER,
              "listen-client-http-urls",
              URLS,
              "",
              IMPLEMENTED,
              "Where to listen for HTTP only."),
          flag(MEMBER, "max-wals", UINT, "5", WITHOUT_EFFECT, "Log files to keep."),
          flag(MEMBER, "max-snapshots", UINT, "5", WITHOUT_EFFECT, "Snapshot files to keep."),
          flag(
              MEMBER,
              "memory-mlock",
              BOOL,
              "false",
              WITHOUT_EFFECT,
              "Lock the store's pages in memory."),
          flag(
              MEMBER,
              "quota-backend-bytes",
              INT,
              "0",
              IMPLEMENTED,
              "Bytes of stored revisions above which writes are refused; 0 is 2 GiB, negative is no limit."),
          flag(
              MEMBER,
              "backend-bbolt-freelist-type",
              STRING,
              "map",
              WITHOUT_EFFECT,
              "Free list of bbolt, which is not used here."),
          flag(
              MEMBER,
              "backend-batch-interval",
              DURATION,
              "0s",
              WITHOUT_EFFECT,
              "Longest time between two commits of bbolt."),
          flag(
              MEMBER,
              "backend-batch-limit",
              INT,
              "0",
              WITHOUT_EFFECT,
              "Most operations in one commit of bbolt."),
          flag(
              MEMBER,
              "max-txn-ops",
              UINT,
              "128",
              IMPLEMENTED,
              "Most operations in one transaction."),
          flag(
              MEMBER, "max-request-bytes", UINT, "1572864", IMPLEMENTED, "Largest client request."),
          flag(
              MEMBER,
              "max-concurrent-streams",
              UINT32,
              "4294967295",
              IMPLEMENTED,
              "Most streams of one client connection at a time."),
          flag(
              MEMBER,
              "grpc-keepalive-min-time",
              DURATION,
              "5s",
              IMPLEMENTED,
              "Shortest interval at which a client may ping."),
          flag(
              MEMBER,
              "grpc-keepalive-interval",
              DURATION,
              "2h",
              IMPLEMENTED,
              "How often to ping an idle client; 0 for never."),
          flag(
              MEMBER,
              "grpc-keepalive-timeout",
              DURATION,
              "20s",
              IMPLEMENTED,
              "How long a pinged client may take to answer."),
          flag(
              MEMBER,
              "socket-reuse-port",
              BOOL,
              "false",
              WITHOUT_EFFECT,
              "Set SO_REUSEPORT on listeners."),
          flag(
              MEMBER,
              "socket-reuse-address",
              BOOL,
              "false",
              WITHOUT_EFFECT,
              "Set SO_REUSEADDR on listeners (always set here)."),
          flag(
              MEMBER,
              "enable-grpc-gateway",
              BOOL,
              "true",
              WITHOUT_EFFECT,
              "Serve gRPC as JSON under /v3 (not served yet)."),
          flag(
              MEMBER,
              "raft-read-timeout",
              DURATION,
              "5s",
              WITHOUT_EFFECT,
              "Read timeout of peer connections."),
          flag(
              MEMBER,
              "raft-write-timeout",
              DURATION,
              "5s",
              WITHOUT_EFFECT,
              "Write timeout of peer connections."),
          flag(
              MEMBER,
              "feature-gates",
              FEATURE_GATES,
              "",
              IMPLEMENTED,
              "name=true|false, comma-separated. Known: "
                  + String.join(", ", FeatureGates.names())
                  + "."));

  private MemberFlags() {}
}
