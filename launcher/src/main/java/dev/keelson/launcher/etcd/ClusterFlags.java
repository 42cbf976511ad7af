package dev.keelson.launcher.etcd;

import static dev.keelson.launcher.etcd.Flag.Group.CLUSTERING;
import static dev.keelson.launcher.etcd.Flag.flag;
import static dev.keelson.launcher.etcd.FlagType.BOOL;
import static dev.keelson.launcher.etcd.FlagType.CLUSTER_STATE;
import static dev.keelson.launcher.etcd.FlagType.DISCOVERY_FALLBACK;
import static dev.keelson.launcher.etcd.FlagType.DURATION;
import static dev.keelson.launcher.etcd.FlagType.STRING;
import static dev.keelson.launcher.etcd.FlagType.STRINGS;
import static dev.keelson.launcher.etcd.FlagType.URLS;
import static dev.keelson.launcher.etcd.Treatment.IMPLEMENTED;
import static dev.keelson.launcher.etcd.Treatment.UNSUPPORTED;
import static dev.keelson.launcher.etcd.Treatment.WITHOUT_EFFECT;

import java.util.List;

/** The cluster that a member is of: how it is founded, found and kept. */
final class ClusterFlags {
  static final List<Flag> TABLE =
      List.of(
          flag(
              CLUSTERING,
              "initial-advertise-peer-urls",
              URLS,
              "http://localhost:2380",
              IMPLEMENTED,
              "Where other members reach this one."),
          flag(
              CLUSTERING,
              "initial-cluster",
              STRING,
              "",
              IMPLEMENTED,
              "All members of a new cluster: name=peer-url, comma-separated; this member alone if empty."),
          flag(
              CLUSTERING,
              "initial-cluster-state",
              CLUSTER_STATE,
              "new",
              IMPLEMENTED,
              "new to found a cluster, existing to join one."),
          flag(
              CLUSTERING,
              "initial-cluster-token",
              STRING,
              "etcd-cluster",
              IMPLEMENTED,
              "Tells apart clusters that are founded with the same URLs."),
          flag(
              CLUSTERING,
              "advertise-client-urls",
              URLS,
              "http://localhost:2379",
              IMPLEMENTED,
              "Where clients reach this member; needed with listen-client-urls."),
          flag(
              CLUSTERING,
              "discovery",
              STRING,
              "",
              UNSUPPORTED,
              "Found the cluster by a v2 discovery service."),
          flag(
              CLUSTERING,
              "discovery-token",
              STRING,
              "",
              UNSUPPORTED,
              "v3 discovery: token of the cluster."),
          flag(
              CLUSTERING,
              "discovery-endpoints",
              STRINGS,
              "",
              UNSUPPORTED,
              "v3 discovery: where the service is."),
          flag(
              CLUSTERING,
              "discovery-dial-timeout",
              DURATION,
              "2s",
              WITHOUT_EFFECT,
              "v3 discovery: time to connect."),
          flag(
              CLUSTERING,
              "discovery-request-timeout",
              DURATION,
              "5s",
              WITHOUT_EFFECT,
              "v3 discovery: time for a request."),
          flag(
              CLUSTERING,
              "discovery-keepalive-time",
              DURATION,
              "2s",
              WITHOUT_EFFECT,
              "v3 discovery: time between pings."),
          flag(
              CLUSTERING,
              "discovery-keepalive-timeout",
              DURATION,
              "6s",
              WITHOUT_EFFECT,
              "v3 discovery: time for a ping's answer."),
          flag(
              CLUSTERING,
              "discovery-insecure-transport",
              BOOL,
              "true",
              WITHOUT_EFFECT,
              "v3 discovery: connect in clear."),
          flag(
              CLUSTERING,
              "discovery-insecure-skip-tls-verify",
              BOOL,
              "false",
              WITHOUT_EFFECT,
              "v3 discovery: do not verify the server."),
          flag(
              CLUSTERING,
              "discovery-cert",
              STRING,
              "",
              WITHOUT_EFFECT,
              "v3 discovery: client certificate file."),
          flag(
              CLUSTERING,
              "discovery-key",
              STRING,
              "",
              WITHOUT_EFFECT,
              "v3 discovery: client key file."),
          flag(
              CLUSTERING, "discovery-cacert", STRING, "", WITHOUT_EFFECT, "v3 discovery: CA file."),
          flag(
              CLUSTERING,
              "discovery-user",
              STRING,
              "",
              WITHOUT_EFFECT,
              "v3 discovery: user, or user:password."),
          flag(
              CLUSTERING,
              "discovery-password",
              STRING,
              "",
              WITHOUT_EFFECT,
              "v3 discovery: password."),
          flag(
              CLUSTERING,
              "discovery-fallback",
              DISCOVERY_FALLBACK,
              "exit",
              IMPLEMENTED,
              "What to do when discovery fails; only exit."),
          flag(
              CLUSTERING,
              "discovery-proxy",
              STRING,
              "",
              WITHOUT_EFFECT,
              "HTTP proxy towards the v2 discovery service."),
          flag(
              CLUSTERING,
              "discovery-srv",
              STRING,
              "",
              UNSUPPORTED,
              "Found the cluster by DNS SRV records of this domain."),
          flag(
              CLUSTERING,
              "discovery-srv-name",
              STRING,
              "",
              UNSUPPORTED,
              "Suffix of the SRV service name."),
          flag(
              CLUSTERING,
              "strict-reconfig-check",
              BOOL,
              "true",
              IMPLEMENTED,
              "Refuse changes of members that would lose quorum."),
          flag(
              CLUSTERING,
              "pre-vote",
              BOOL,
              "true",
              WITHOUT_EFFECT,
              "Ask before standing for election (always on here)."),
          flag(
              CLUSTERING,
              "auto-compaction-retention",
              STRING,
              "0",
              IMPLEMENTED,
              "History to keep: a duration (without unit: hours) or a number of revisions; 0 is all."),
          flag(
              CLUSTERING,
              "auto-compaction-mode",
              STRING,
              "periodic",
              IMPLEMENTED,
              "How to read the retention: periodic or revision."));

  private ClusterFlags() {}
}
