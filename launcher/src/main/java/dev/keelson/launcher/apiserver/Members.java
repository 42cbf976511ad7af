package dev.keelson.launcher.apiserver;

import dev.keelson.launcher.etcd.OneLine;
import dev.keelson.raftstore.CannotStart;
import dev.keelson.raftstore.RaftStore;
import dev.keelson.raftstore.RaftStoreConfig;
import dev.keelson.raftstore.RaftStoreConfig.InitialMember;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The members of a store that all live in this process, each with a log and a directory of its own:
 * a cluster to look at, and to test against. It outlives the loss of a disk, not of the process.
 */
final class Members {
  private static final String PORTS = "peer-ports";

  private Members() {}

  /**
   * Founds them, or starts those that were founded.
   *
   * @throws CannotStart also when another number was founded here
   */
  static List<RaftStore> open(Path directory, int count, long longestSeconds) {
    List<Integer> ports = ports(directory, count);
    List<InitialMember> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(new InitialMember(name(i), List.of(url(ports.get(i)))));
    }
    List<RaftStore> members = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        members.add(RaftStore.open(config(directory, all, i, ports.get(i))));
      }
      for (RaftStore each : members) {
        each.ready().get(longestSeconds, TimeUnit.SECONDS);
      }
      return members;
    } catch (ExecutionException | TimeoutException e) {
      members.forEach(RaftStore::close);
      throw new CannotStart("the store's members do not become ready: " + OneLine.of(e), e);
    } catch (InterruptedException e) {
      members.forEach(RaftStore::close);
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted while the store's members started", e);
    } catch (RuntimeException e) {
      members.forEach(RaftStore::close);
      throw e;
    }
  }

  private static RaftStoreConfig config(
      Path directory, List<InitialMember> all, int which, int port) {
    RaftStoreConfig alone = RaftStoreConfig.single(directory.resolve(name(which)), port);
    return new RaftStoreConfig(
        name(which),
        alone.dataDir(),
        all,
        alone.clusterToken(),
        new InetSocketAddress("127.0.0.1", port),
        alone.clientUrls(),
        alone.electionTimeout(),
        alone.heartbeat(),
        alone.quotaBytes(),
        alone.maxRequestBytes(),
        alone.snapshotEntries(),
        alone.autoCompaction(),
        alone.unsafeNoFsync(),
        alone.peerTls());
  }

  private static String name(int which) {
    return "m" + (which + 1);
  }

  private static URI url(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Members find each other by their ports, so these stay what they were at the first start. */
  private static List<Integer> ports(Path directory, int count) {
    Path file = directory.resolve(PORTS);
    try {
      if (Files.exists(file)) {
        List<Integer> kept =
            Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .map(Integer::valueOf)
                .toList();
        if (kept.size() != count) {
          throw new CannotStart(
              "%s holds a store of %d members, and %d were asked for"
                  .formatted(directory, kept.size(), count));
        }
        return kept;
      }
      Files.createDirectories(directory);
      List<Integer> fresh = free(count);
      Files.writeString(
          file, String.join("\n", fresh.stream().map(String::valueOf).toList()) + "\n");
      return fresh;
    } catch (IOException | NumberFormatException e) {
      throw new CannotStart("cannot keep the members' ports in " + file + ": " + e, e);
    }
  }

  private static List<Integer> free(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket each : sockets) {
        each.close();
      }
    }
  }
}
