package dev.keelson.raftstore;

import dev.keelson.raftstore.archive.ArchiveConfig;
import dev.keelson.raftstore.tls.TlsConfig;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything one member needs to know. Build it with {@link #single} or {@link #builder}; defaults
 * are etcd's.
 *
 * @param name unique in the cluster
 * @param dataDir of this member alone; made (mode 0700) if missing
 * @param initialCluster every member with its advertised peer URLs; decides ids on first start
 * @param clusterToken mixed into the ids, so that two clusters with the same URLs differ
 * @param peerBind where this member listens for its peers
 * @param clientUrls what this member advertises to clients
 * @param electionTimeout 1 s; {@code heartbeat} 100 ms
 * @param quotaBytes of logical data; 0 = off. The command line turns etcd's 0 into 2 GiB before it
 *     gets here
 * @param maxRequestBytes 1.5 MiB; at most {@link #MAX_REQUEST_BYTES}
 * @param snapshotEntries 10,000
 * @param autoCompaction none by default
 * @param peerTls of everything between members, in both directions; all members have it or none
 * @param membership how this member comes to its cluster, and how that may change
 * @param archive where what this member applies is archived; empty = nowhere
 * @param places where else than usual it keeps its log, and listens
 */
public record RaftStoreConfig(
    String name,
    Path dataDir,
    List<InitialMember> initialCluster,
    String clusterToken,
    InetSocketAddress peerBind,
    List<URI> clientUrls,
    Duration electionTimeout,
    Duration heartbeat,
    long quotaBytes,
    int maxRequestBytes,
    long snapshotEntries,
    AutoCompaction autoCompaction,
    boolean unsafeNoFsync,
    Optional<TlsConfig> peerTls,
    MembershipOptions membership,
    Optional<ArchiveConfig> archive,
    Places places) {
  /** Of a member that founds its cluster, with etcd's defaults. */
  public RaftStoreConfig(
      String name,
      Path dataDir,
      List<InitialMember> initialCluster,
      String clusterToken,
      InetSocketAddress peerBind,
      List<URI> clientUrls,
      Duration electionTimeout,
      Duration heartbeat,
      long quotaBytes,
      int maxRequestBytes,
      long snapshotEntries,
      AutoCompaction autoCompaction,
      boolean unsafeNoFsync,
      Optional<TlsConfig> peerTls) {
    this(
        name,
        dataDir,
        initialCluster,
        clusterToken,
        peerBind,
        clientUrls,
        electionTimeout,
        heartbeat,
        quotaBytes,
        maxRequestBytes,
        snapshotEntries,
        autoCompaction,
        unsafeNoFsync,
        peerTls,
        MembershipOptions.DEFAULT,
        Optional.empty(),
        Places.USUAL);
  }

  /**
   * @param walDir of this member alone: holds the Raft log instead of the data directory, from the
   *     first start on
   * @param morePeerBinds where this member listens for its peers besides {@code peerBind}
   */
  public record Places(Optional<Path> walDir, List<InetSocketAddress> morePeerBinds) {
    public static final Places USUAL = new Places(Optional.empty(), List.of());

    public Places {
      morePeerBinds = List.copyOf(morePeerBinds);
    }
  }

  /**
   * @param join a first start finds the cluster by asking the other initial members instead of
   *     founding it
   * @param forceNewCluster goes on with the data as the only member; all others are forgotten
   * @param strict refuse changes of members that endanger the quorum
   * @param maxLearners at once; at least 1
   */
  public record MembershipOptions(
      boolean join, boolean forceNewCluster, boolean strict, int maxLearners) {
    public static final MembershipOptions DEFAULT = new MembershipOptions(false, false, true, 1);
  }

  /**
   * Largest bound on a request: it has to fit into one entry of the log, which takes 8 MiB. Unit:
   * bytes.
   */
  public static final int MAX_REQUEST_BYTES = 7 << 20;

  public record InitialMember(String name, List<URI> peerUrls) {
    public InitialMember {
      peerUrls = List.copyOf(peerUrls);
    }
  }

  /** Who compacts when nobody asks (rule 18). */
  public sealed interface AutoCompaction {
    record Off() implements AutoCompaction {}

    /** Keep this much time of history. */
    record Periodic(Duration retention) implements AutoCompaction {}

    /** Keep this many revisions. */
    record Revisions(long retention) implements AutoCompaction {}
  }

  /** The same member, archived. */
  public RaftStoreConfig archivedTo(ArchiveConfig where) {
    return new RaftStoreConfig(
        name,
        dataDir,
        initialCluster,
        clusterToken,
        peerBind,
        clientUrls,
        electionTimeout,
        heartbeat,
        quotaBytes,
        maxRequestBytes,
        snapshotEntries,
        autoCompaction,
        unsafeNoFsync,
        peerTls,
        membership,
        Optional.of(where),
        places);
  }

  /** The same member in other places. */
  public RaftStoreConfig at(Places elsewhere) {
    return new RaftStoreConfig(
        name,
        dataDir,
        initialCluster,
        clusterToken,
        peerBind,
        clientUrls,
        electionTimeout,
        heartbeat,
        quotaBytes,
        maxRequestBytes,
        snapshotEntries,
        autoCompaction,
        unsafeNoFsync,
        peerTls,
        membership,
        archive,
        elsewhere);
  }

  public RaftStoreConfig {
    initialCluster = List.copyOf(initialCluster);
    clientUrls = List.copyOf(clientUrls);
    if (maxRequestBytes <= 0 || maxRequestBytes > MAX_REQUEST_BYTES) {
      throw new IllegalArgumentException(
          "maxRequestBytes must be between 1 and "
              + MAX_REQUEST_BYTES
              + ", not "
              + maxRequestBytes);
    }
  }

  /**
   * One member that is a cluster of its own; the peer port is taken on loopback and never dialled.
   */
  public static RaftStoreConfig single(Path dataDir, int peerPort) {
    URI peer = URI.create("http://localhost:" + peerPort);
    return new RaftStoreConfig(
        "default",
        dataDir,
        List.of(new InitialMember("default", List.of(peer))),
        "etcd-cluster",
        new InetSocketAddress("127.0.0.1", peerPort),
        List.of(URI.create("http://localhost:2379")),
        Duration.ofSeconds(1),
        Duration.ofMillis(100),
        2L << 30,
        3 << 19,
        10_000,
        new AutoCompaction.Off(),
        false,
        Optional.empty());
  }
}
