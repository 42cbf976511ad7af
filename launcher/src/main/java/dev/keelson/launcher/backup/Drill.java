package dev.keelson.launcher.backup;

import dev.keelson.launcher.log.LogFormat;
import dev.keelson.launcher.log.LogLevel;
import dev.keelson.launcher.log.LogSink;
import dev.keelson.mvcc.Command;
import dev.keelson.raftstore.ArchiveRestore;
import dev.keelson.raftstore.RaftStore;
import dev.keelson.raftstore.RaftStoreConfig;
import dev.keelson.raftstore.archive.Archive;
import dev.keelson.raftstore.archive.Goal;
import dev.keelson.raftstore.archive.Stamp;
import dev.keelson.raftstore.etcd.EtcdServer;
import dev.keelson.raftstore.etcd.EtcdServerConfig;
import dev.keelson.raftstore.etcd.HashSource;
import dev.keelson.raftstore.etcd.SnapshotSource;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A restore that is not needed: the newest of an archive is started beside the live store, and both
 * are asked for the hash of everything at the same revision. What was made for it is removed.
 */
final class Drill {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration READY = Duration.ofMinutes(2);

  private final Archive archive;
  private final Optional<String> run;
  private final List<SnapshotSource> live;
  private final Path workDir;
  private final PrintStream out;

  Drill(
      Archive archive,
      Optional<String> run,
      List<SnapshotSource> live,
      Path workDir,
      PrintStream out) {
    this.archive = archive;
    this.run = run;
    this.live = live;
    this.workDir = workDir;
    this.out = out;
  }

  /** Whether all is the same. */
  boolean run(Progress progress) throws IOException {
    LogSink.install(LogLevel.WARN, LogFormat.JSON, List.of("stderr"));
    Path directory = Files.createTempDirectory(workDir, "keelson-drill-");
    Thread cleanup = new Thread(() -> remove(directory));
    Runtime.getRuntime().addShutdownHook(cleanup);
    try {
      return run(directory.resolve("data"), progress);
    } finally {
      remove(directory);
      Runtime.getRuntime().removeShutdownHook(cleanup);
    }
  }

  private boolean run(Path data, Progress progress) throws IOException {
    long start = System.nanoTime();
    RaftStoreConfig config = RaftStoreConfig.single(data, freePort());
    Stamp restored =
        new ArchiveRestore(
                archive,
                new Goal.Newest(),
                run,
                config.name(),
                data,
                config.initialCluster(),
                config.clusterToken(),
                0)
            .run(
                new ArchiveRestore.Progress() {
                  @Override
                  public void loaded(long records) {
                    progress.tell(() -> records + " records of the checkpoint");
                  }

                  @Override
                  public void replayed(long entries, long revision) {
                    progress.tell(() -> entries + " log entries, revision " + revision);
                  }

                  @Override
                  public void passedOver(String why) {
                    out.println(Archives.passedOver(why));
                  }
                });
    out.println(
        "restored revision %d, as of %s, in %.1f s"
            .formatted(restored.revision(), restored.time(), seconds(start)));
    try (RaftStore store = RaftStore.open(config);
        EtcdServer server =
            EtcdServer.start(
                store,
                EtcdServerConfig.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))) {
      store.ready().orTimeout(READY.toSeconds(), TimeUnit.SECONDS).join();
      InetSocketAddress at = server.addresses().getFirst();
      out.println("started it on 127.0.0.1:" + at.getPort());
      boolean same = true;
      try (HashSource ours =
          new HashSource(
              new SnapshotSource(
                  "127.0.0.1:" + at.getPort(),
                  Optional.empty(),
                  Optional.empty(),
                  false,
                  Optional.empty()))) {
        for (SnapshotSource member : live) {
          same &= compare(store, ours, member, restored.revision());
        }
      }
      out.println("drill %s in %.1f s".formatted(same ? "passed" : "FAILED", seconds(start)));
      return same;
    }
  }

  private boolean compare(RaftStore store, HashSource ours, SnapshotSource member, long revision)
      throws IOException {
    try (HashSource theirs = new HashSource(member)) {
      Optional<HashSource.Hash> asked = ask(theirs, member, revision);
      if (asked.isEmpty()) {
        return false;
      }
      HashSource.Hash there = asked.get();
      if (there.cluster() != archive.cluster()) {
        out.println(
            "%s is of cluster %x, the archive of cluster %x"
                .formatted(member.endpoint(), there.cluster(), archive.cluster()));
        return false;
      }
      HashSource.Hash here = ours.at(revision);
      if (there.floor() > here.floor()) { // hashes are of what a compaction leaves
        store.kv().submit(new Command.Compact(there.floor())).join().orThrow();
        here = ours.at(revision);
      }
      boolean same =
          here.hash() == there.hash() && Math.max(0, here.floor()) == Math.max(0, there.floor());
      out.println(
          "%s: HashKV at revision %d, compacted to %d, is %s; restored %s: %s"
              .formatted(
                  member.endpoint(),
                  revision,
                  Math.max(0, there.floor()),
                  Integer.toUnsignedString(there.hash()),
                  Integer.toUnsignedString(here.hash()),
                  same
                      ? "the same"
                      : here.floor() == there.floor()
                          ? "DIFFERENT"
                          : "DIFFERENT, compacted to " + here.floor()));
      return same;
    }
  }

  /** A member may be behind the one that archived; for a moment. */
  private Optional<HashSource.Hash> ask(HashSource theirs, SnapshotSource member, long revision)
      throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return Optional.of(theirs.at(revision));
      } catch (HashSource.Refused e) {
        if (!e.isEarly() || System.nanoTime() > end) {
          out.println(
              e.isEarly()
                  ? "%s does not have revision %d, which the archive has"
                      .formatted(member.endpoint(), revision)
                  : "%s cannot be compared: %s".formatted(member.endpoint(), e.getMessage()));
          return Optional.empty();
        }
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void remove(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      System.err.println("cannot remove " + directory + ": " + e.getMessage());
    }
  }
}
