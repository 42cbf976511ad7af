package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.tls.TlsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Members 1 to n in one JVM on loopback ports. */
final class ToyCluster implements AutoCloseable {
  private final Path root;
  private final long clusterId;
  private final List<LogConfig.Peer> peers = new ArrayList<>();
  private final Map<Long, ToyApplier> appliers = new LinkedHashMap<>();
  private final Map<Long, RatisLog> logs = new LinkedHashMap<>();
  Duration electionTimeout = Duration.ofSeconds(1);
  Duration requestTimeout = Duration.ofSeconds(10);
  long snapshotEntries = 10_000;
  long snapshotBytes = 64 << 20;
  Optional<TlsConfig> tls = Optional.empty();

  ToyCluster(Path root, long clusterId, int members) throws IOException {
    this.root = root;
    this.clusterId = clusterId;
    List<ServerSocket> held = new ArrayList<>();
    for (int id = 1; id <= members; id++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      held.add(socket);
      peers.add(new LogConfig.Peer(id, "127.0.0.1", socket.getLocalPort()));
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
  }

  List<LogConfig.Peer> peers() {
    return peers;
  }

  Path home(long id) {
    return root.resolve("m" + id);
  }

  LogConfig config(long id) {
    LogConfig.Peer self = peers.get((int) id - 1);
    return new LogConfig(
        home(id).resolve("raft"),
        clusterId,
        id,
        new InetSocketAddress("127.0.0.1", self.port()),
        peers,
        electionTimeout,
        Duration.ofMillis(100),
        requestTimeout,
        snapshotEntries,
        snapshotBytes,
        false,
        tls);
  }

  ToyCluster startAll() throws IOException {
    for (LogConfig.Peer peer : peers) {
      start(peer.id());
    }
    return this;
  }

  RatisLog start(long id) throws IOException {
    ToyApplier applier = new ToyApplier(home(id).resolve("state"));
    appliers.put(id, applier);
    RatisLog log = RatisLog.open(config(id), applier);
    logs.put(id, log);
    return log;
  }

  void stop(long id) {
    RatisLog log = logs.remove(id);
    if (log != null) {
      log.close();
    }
  }

  void crash(long id) {
    RatisLog log = logs.remove(id);
    if (log != null) {
      log.closeAbruptly();
    }
  }

  RatisLog log(long id) {
    RatisLog log = logs.get(id);
    if (log == null) {
      throw new IllegalStateException("member " + id + " is down");
    }
    return log;
  }

  ToyApplier applier(long id) {
    ToyApplier applier = appliers.get(id);
    if (applier == null) {
      throw new IllegalStateException("member " + id + " never ran");
    }
    return applier;
  }

  /** Waits for a leader that is ready and that everybody up knows. */
  long leader() {
    await(
        "a leader",
        () -> logs.entrySet().stream().anyMatch(e -> e.getValue().leadership().leading()));
    return logs.entrySet().stream()
        .filter(e -> e.getValue().leadership().leading())
        .mapToLong(Map.Entry::getKey)
        .findFirst()
        .orElseGet(this::leader);
  }

  long follower() {
    long leader = leader();
    return logs.keySet().stream().filter(id -> id != leader).findFirst().orElseThrow();
  }

  CompletableFuture<Void> propose(long id, String entry) {
    return log(id).propose(entry.getBytes(StandardCharsets.UTF_8), entry);
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within 30 s: " + what);
      }
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    logs.values().forEach(RatisLog::closeAbruptly);
  }
}
