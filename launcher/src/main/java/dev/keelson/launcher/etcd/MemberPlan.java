package dev.keelson.launcher.etcd;

import dev.keelson.raftstore.RaftStoreConfig;
import dev.keelson.raftstore.etcd.EtcdServerConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be started: settings checked as etcd checks them, and turned into what the store and
 * the server want.
 *
 * @param tls with the certificates that are to be made first
 * @param initialCluster for the log, as etcd prints it
 */
record MemberPlan(
    RaftStoreConfig store, EtcdServerConfig server, TlsSettings tls, String initialCluster) {
  /** etcd's bound; longer ones would leave a cluster without leader for too long. */
  private static final long MAX_ELECTION_MILLIS = 50_000;

  private static final long DEFAULT_QUOTA_BYTES = 2L << 30;

  /**
   * @param founded the data directory has been used: what {@code initial-*} flags say no longer
   *     counts, and is not checked
   */
  static MemberPlan of(Settings settings, boolean founded) {
    Refusals.check(settings);
    TlsSettings tls = TlsSettings.of(settings, dataDir(settings));
    List<InetSocketAddress> peers = peerBinds(settings);
    boolean peerTls = SecureListeners.peers(settings, tls);
    Set<InetSocketAddress> secure = SecureListeners.clients(settings, tls);
    List<InetSocketAddress> clients = bind(settings, "listen-client-urls");
    if (clients.isEmpty()) {
      throw new BadSetting("--listen-client-urls must name at least one address");
    }
    Set<InetSocketAddress> http = new LinkedHashSet<>(bind(settings, "listen-client-http-urls"));
    http.addAll(bind(settings, "listen-metrics-urls"));
    long heartbeat = settings.number("heartbeat-interval");
    long election = settings.number("election-timeout");
    checkTiming(heartbeat, election);
    checkAdvertised(settings);
    InitialCluster cluster = cluster(settings, founded, peerTls);
    int maxRequest = maxRequest(settings);
    RaftStoreConfig store =
        new RaftStoreConfig(
            settings.text("name"),
            dataDir(settings),
            cluster.initialMembers(),
            settings.text("initial-cluster-token"),
            peers.getFirst(),
            settings.urls("advertise-client-urls").stream().map(EtcdUrl::uri).toList(),
            Duration.ofMillis(election),
            Duration.ofMillis(heartbeat),
            quota(settings.number("quota-backend-bytes")),
            maxRequest,
            settings.number("snapshot-count"),
            Retention.parse(
                settings.text("auto-compaction-mode"), settings.text("auto-compaction-retention")),
            settings.enabled("unsafe-no-fsync"),
            tls.peers().filter(_ -> peerTls),
            new RaftStoreConfig.MembershipOptions(
                settings.text("initial-cluster-state").equals("existing"),
                settings.enabled("force-new-cluster"),
                settings.enabled("strict-reconfig-check"),
                positiveInt(settings, "max-learners")),
            ArchiveSettings.of(settings),
            new RaftStoreConfig.Places(walDir(settings), peers.subList(1, peers.size())));
    EtcdServerConfig server =
        new EtcdServerConfig(
            clients,
            List.copyOf(http),
            maxRequest,
            positiveInt(settings, "max-txn-ops"),
            settings.number("max-concurrent-streams"),
            settings.duration("grpc-keepalive-min-time"),
            settings.duration("grpc-keepalive-interval"),
            settings.duration("grpc-keepalive-timeout"),
            settings.duration("watch-progress-notify-interval"),
            settings.duration("warning-unary-request-duration"),
            Duration.ofMillis(election),
            settings.text("metrics").equals("extensive"),
            tls.clients()
                .filter(_ -> !secure.isEmpty())
                .map(config -> new EtcdServerConfig.SecurePorts(config, secure)));
    return new MemberPlan(store, server, tls, cluster.toString());
  }

  static Path dataDir(Settings settings) {
    String dir = settings.text("data-dir");
    return Path.of(dir.isEmpty() ? settings.text("name") + ".etcd" : dir);
  }

  private static InitialCluster cluster(Settings settings, boolean founded, boolean tls) {
    String name = settings.text("name");
    List<EtcdUrl> advertised = settings.urls("initial-advertise-peer-urls");
    String text = settings.text("initial-cluster");
    InitialCluster cluster =
        text.isEmpty() ? InitialCluster.of(name, advertised) : InitialCluster.parse(text);
    cluster.members().values().stream()
        .flatMap(List::stream)
        .forEach(url -> Refusals.checkUnix("initial-cluster", url));
    if (!founded) {
      cluster.verify(name, advertised, settings.text("initial-cluster-state").equals("new"));
      SecureListeners.checkSame(cluster, tls);
    }
    return cluster;
  }

  private static List<InetSocketAddress> peerBinds(Settings settings) {
    List<InetSocketAddress> addresses = bind(settings, "listen-peer-urls");
    if (addresses.isEmpty()) {
      throw new BadSetting("--listen-peer-urls must name at least one address");
    }
    return addresses;
  }

  private static Optional<Path> walDir(Settings settings) {
    String directory = settings.text("wal-dir");
    return directory.isEmpty() ? Optional.empty() : Optional.of(Path.of(directory));
  }

  private static List<InetSocketAddress> bind(Settings settings, String flag) {
    Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    for (EtcdUrl url : settings.urls(flag)) {
      Refusals.checkUnix(flag, url);
      addresses.add(url.bindAddress());
    }
    return new ArrayList<>(addresses);
  }

  private static void checkTiming(long heartbeat, long election) {
    if (heartbeat <= 0) {
      throw new BadSetting("--heartbeat-interval must be >0 (set to %dms)".formatted(heartbeat));
    }
    if (election <= 0) {
      throw new BadSetting("--election-timeout must be >0 (set to %dms)".formatted(election));
    }
    if (election / 5 < heartbeat) {
      throw new BadSetting(
          "--election-timeout[%dms] should be at least as 5 times as --heartbeat-interval[%dms]"
              .formatted(election, heartbeat));
    }
    if (election > MAX_ELECTION_MILLIS) {
      throw new BadSetting(
          "--election-timeout[%dms] is too long, and should be set less than %dms"
              .formatted(election, MAX_ELECTION_MILLIS));
    }
  }

  private static void checkAdvertised(Settings settings) {
    settings
        .urls("initial-advertise-peer-urls")
        .forEach(url -> Refusals.checkUnix("initial-advertise-peer-urls", url));
    for (String flag : List.of("initial-advertise-peer-urls", "advertise-client-urls")) {
      for (EtcdUrl url : settings.urls(flag)) {
        if (!url.isUnix() && url.host().isEmpty()) {
          throw new BadSetting(
              "--%s \"%s\" must be \"host:port\" (unexpected empty host (%s))"
                  .formatted(flag, settings.text(flag), url));
        }
      }
    }
  }

  private static long quota(long flag) {
    return flag == 0 ? DEFAULT_QUOTA_BYTES : Math.max(0, flag);
  }

  private static int maxRequest(Settings settings) {
    int value = positiveInt(settings, "max-request-bytes");
    if (value > RaftStoreConfig.MAX_REQUEST_BYTES) {
      throw new BadSetting(
          "--max-request-bytes must be at most %d (set to %d): an entry of the log takes no more"
              .formatted(RaftStoreConfig.MAX_REQUEST_BYTES, value));
    }
    return value;
  }

  private static int positiveInt(Settings settings, String flag) {
    long value = settings.number(flag);
    if (value <= 0 || value > Integer.MAX_VALUE) {
      throw new BadSetting(
          "--%s must be between 1 and %d (set to %d)".formatted(flag, Integer.MAX_VALUE, value));
    }
    return (int) value;
  }
}
