package dev.keelson.raftstore.etcd;

import dev.keelson.raftstore.Node;
import dev.keelson.raftstore.http.HealthPages;
import dev.keelson.raftstore.http.HttpListener;
import dev.keelson.raftstore.http.HttpPages;
import dev.keelson.raftstore.http.Metrics;
import dev.keelson.raftstore.http.NodeMetrics;
import dev.keelson.raftstore.http.TlsPort;
import dev.keelson.raftstore.tls.TlsFiles;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * etcd's v3 API over one {@link Node}, on sockets: gRPC and HTTP/1.1 on every client port, HTTP/1.1
 * on metrics ports.
 *
 * <p>{@link #start} returns when everything listens; {@link #close} within about a second, whatever
 * clients do. The node stays the caller's, and is closed after this.
 */
public final class EtcdServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdServer.class);

  /**
   * Unit: bytes. Large enough that one connection fills a fast network, a list being one message.
   */
  private static final int FLOW_CONTROL_WINDOW = 4 << 20;

  /** Of one request; Kubernetes sends some hundreds. Unit: bytes. */
  private static final int MOST_METADATA = 64 << 10;

  private static final int SCAN_THREADS = 2;
  private static final int SCANS_WAITING = 4_096;
  private static final long CALLS_MILLIS = 700;
  private static final long LOOPS_MILLIS = 300;

  private final EventLoops loops;
  private final ThreadPoolExecutor scans;
  private final AnswerBudget answers;
  private final OpenStreams streams;
  private final HealthService health;
  private final List<Server> servers = new ArrayList<>();
  private final List<HttpListener> listeners = new ArrayList<>();

  private EtcdServer(EventLoops loops, ThreadPoolExecutor scans, Wire wire) {
    this.loops = loops;
    this.scans = scans;
    this.answers = wire.answers();
    this.streams = wire.streams();
    this.health = new HealthService(wire);
  }

  /**
   * Fails with IOException where an address cannot be bound, with {@link
   * dev.keelson.raftstore.tls.TlsFault} where a certificate cannot be used; nothing is left running
   * then.
   */
  public static EtcdServer start(Node node, EtcdServerConfig config) throws IOException {
    return start(node, config, new Metrics());
  }

  /** {@code metrics}: shown at /metrics together with what is counted here. */
  public static EtcdServer start(Node node, EtcdServerConfig config, Metrics metrics)
      throws IOException {
    return start(node, config, metrics, AnswerBudget.standard());
  }

  /** {@code answerBytes}: see {@link AnswerBudget}. */
  static EtcdServer start(Node node, EtcdServerConfig config, Metrics metrics, long answerBytes)
      throws IOException {
    EventLoops loops = EventLoops.start();
    ThreadPoolExecutor scans = scans();
    Wire wire =
        new Wire(
            node,
            config,
            metrics,
            new ClientVersions(metrics),
            new LeaderGuard(node, loops.work(), config.electionTimeout()),
            new QuotaGate(node),
            new OpenStreams(),
            scans,
            new AnswerBudget(answerBytes, scans, loops.work()));
    EtcdServer server = new EtcdServer(loops, scans, wire);
    try {
      server.listen(wire);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  /**
   * Where it listens, client ports first; port 0 in the configuration stands here as what was
   * given.
   */
  public List<InetSocketAddress> addresses() {
    List<InetSocketAddress> addresses = new ArrayList<>();
    servers.forEach(s -> s.getListenSockets().forEach(a -> addresses.add((InetSocketAddress) a)));
    listeners.forEach(l -> addresses.add(l.address()));
    return List.copyOf(addresses);
  }

  /**
   * Takes no new calls, ends streams, lets other calls under way end for a moment, then cuts.
   * Idempotent.
   */
  @Override
  public void close() {
    health.stop();
    servers.forEach(Server::shutdown);
    listeners.forEach(HttpListener::close);
    streams.cutAll(EtcdErrors.STOPPED.status());
    answers.close();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CALLS_MILLIS);
    try {
      for (Server server : servers) {
        if (!server.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          server.shutdownNow();
        }
      }
      scans.shutdown();
      scans.awaitTermination(LOOPS_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      servers.forEach(Server::shutdownNow);
      Thread.currentThread().interrupt();
    }
    scans.shutdown();
    loops.stop(LOOPS_MILLIS);
  }

  private void listen(Wire wire) throws IOException {
    Metrics metrics = wire.metrics();
    NodeMetrics.register(metrics, wire.node(), EtcdVersion.SERVER, EtcdVersion.CLUSTER);
    HttpPages pages =
        new HttpPages(
            new HealthPages(wire.node(), refusal -> EtcdErrors.of(refusal).message(), metrics),
            metrics,
            "{\"etcdserver\":\"%s\",\"etcdcluster\":\"%s\",\"storage\":\"%s\"}"
                .formatted(EtcdVersion.SERVER, EtcdVersion.CLUSTER, EtcdVersion.STORAGE));
    List<ServerServiceDefinition> services = services(wire);
    Map<InetSocketAddress, TlsPort> secure = secure(wire.config());
    for (InetSocketAddress address : wire.config().clientListeners()) {
      servers.add(listen(address, wire, services, pages, Optional.ofNullable(secure.get(address))));
    }
    for (InetSocketAddress address : wire.config().metricsListeners()) {
      listeners.add(
          HttpListener.bind(
              address,
              pages,
              loops.serverChannel(),
              loops.work(),
              Optional.ofNullable(secure.get(address))));
    }
    LOG.info("serving clients: addresses={}", addresses());
  }

  private static Map<InetSocketAddress, TlsPort> secure(EtcdServerConfig config) {
    return config
        .tls()
        .map(
            tls -> {
              TlsPort port = TlsPort.of(TlsFiles.open(tls.config()));
              return tls.listeners().stream().collect(Collectors.toMap(each -> each, _ -> port));
            })
        .orElse(Map.of());
  }

  private Server listen(
      InetSocketAddress address,
      Wire wire,
      List<ServerServiceDefinition> services,
      HttpPages pages,
      Optional<TlsPort> tls)
      throws IOException {
    EtcdServerConfig config = wire.config();
    return NettyServerBuilder.forAddress(address)
        .protocolNegotiator(new SharedPort(pages::install, tls))
        .bossEventLoopGroup(loops.accept())
        .workerEventLoopGroup(loops.work())
        .channelType(loops.serverChannel())
        .withOption(ChannelOption.SO_REUSEADDR, true)
        .withChildOption(ChannelOption.TCP_NODELAY, true)
        .withChildOption(ChannelOption.ALLOCATOR, PackBuffers.SHARED)
        .directExecutor()
        .addServices(services)
        .maxInboundMessageSize(wire.maxMessageBytes())
        .maxInboundMetadataSize(MOST_METADATA)
        .flowControlWindow(FLOW_CONTROL_WINDOW)
        .maxConcurrentCallsPerConnection(
            (int) Math.min(Integer.MAX_VALUE, config.maxConcurrentStreams()))
        .permitKeepAliveTime(config.keepAliveMinTime().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveWithoutCalls(false)
        .keepAliveTime(config.keepAliveInterval().toNanos(), TimeUnit.NANOSECONDS)
        .keepAliveTimeout(config.keepAliveTimeout().toNanos(), TimeUnit.NANOSECONDS)
        .build()
        .start();
  }

  private List<ServerServiceDefinition> services(Wire wire) {
    Metrics metrics = wire.metrics();
    Services services =
        new Services(
            wire,
            new Marshalling(
                metrics.counter(
                    "etcd_network_client_grpc_received_bytes_total", "Bytes of requests.", ""),
                metrics.counter(
                    "etcd_network_client_grpc_sent_bytes_total", "Bytes of answers.", "")));
    return List.of(
        KvService.bind(wire, services),
        WatchService.bind(wire, services),
        LeaseService.bind(wire, services, new SecureRandom()),
        ClusterService.bind(wire, services),
        MaintenanceService.bind(wire, services),
        AuthService.bind(wire, services),
        health.bind(services));
  }

  private static ThreadPoolExecutor scans() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            SCAN_THREADS,
            SCAN_THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(SCANS_WAITING),
            Thread.ofPlatform().daemon().name("etcd-scan-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
