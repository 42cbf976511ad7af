package dev.keelson.raftstore.etcd;

import dev.keelson.raftstore.tls.TlsConfig;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the wire needs to know beyond the store. Defaults ({@link #on}) are etcd's.
 *
 * @param clientListeners gRPC and HTTP/1.1 on each
 * @param metricsListeners HTTP/1.1 only: /metrics, /health, /livez, /readyz
 * @param maxRequestBytes 1.5 MiB; the gRPC limit is that plus 512 KiB (rule 21)
 * @param maxTxnOps 128
 * @param maxConcurrentStreams a connection; etcd: unlimited (2^32 - 1)
 * @param keepAliveMinTime 5 s: clients may ping so often (rule 67)
 * @param keepAliveInterval 2 h; {@code keepAliveTimeout} 20 s
 * @param watchProgressInterval 10 min
 * @param warnRequestDuration 300 ms: slower ones are logged
 * @param electionTimeout of the cluster, 1 s: bounds lease TTLs from below and says how long
 *     streams outlive a leader
 * @param extensiveMetrics also time every RPC in histograms
 * @param tls empty: everything in clear
 */
public record EtcdServerConfig(
    List<InetSocketAddress> clientListeners,
    List<InetSocketAddress> metricsListeners,
    int maxRequestBytes,
    int maxTxnOps,
    long maxConcurrentStreams,
    Duration keepAliveMinTime,
    Duration keepAliveInterval,
    Duration keepAliveTimeout,
    Duration watchProgressInterval,
    Duration warnRequestDuration,
    Duration electionTimeout,
    boolean extensiveMetrics,
    Optional<SecurePorts> tls) {
  /**
   * @param config for all of them
   * @param listeners those of the client and metrics listeners that speak TLS and nothing else
   */
  public record SecurePorts(TlsConfig config, Set<InetSocketAddress> listeners) {
    public SecurePorts {
      listeners = Set.copyOf(listeners);
    }
  }

  public EtcdServerConfig {
    clientListeners = List.copyOf(clientListeners);
    metricsListeners = List.copyOf(metricsListeners);
  }

  public static EtcdServerConfig on(InetSocketAddress listener) {
    return new EtcdServerConfig(
        List.of(listener),
        List.of(),
        3 << 19,
        128,
        0xffff_ffffL,
        Duration.ofSeconds(5),
        Duration.ofHours(2),
        Duration.ofSeconds(20),
        Duration.ofMinutes(10),
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        false,
        Optional.empty());
  }
}
