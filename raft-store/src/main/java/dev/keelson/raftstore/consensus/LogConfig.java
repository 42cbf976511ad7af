package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.tls.TlsConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * @param directory of the log, this member's own; made if missing
 * @param clusterId etcd's cluster id; members of different clusters refuse each other
 * @param self member id
 * @param bind where this member listens for its peers
 * @param peers every founding member with the address that others dial, this one included; of a
 *     member that joined: itself alone
 * @param electionTimeout shortest time without a leader before an election; longest is twice that.
 *     Default 1 s
 * @param heartbeat etcd's heartbeat interval; default 100 ms
 * @param requestTimeout after which a proposal or barrier gives up; etcd: 5 s + 2 election timeouts
 * @param snapshotEntries checkpoint at the latest after so many entries since the last
 * @param snapshotBytes ... or after so many bytes of entries; bounds the replay after a crash
 * @param unsafeNoFsync never set outside tests that say so
 * @param tls of the peer port and of every connection to one; empty: in clear
 * @param beginning how this member came to its cluster: a founder begins with {@code peers} as the
 *     configuration, all others with nothing until the leader tells them. Later starts go by what
 *     the log holds
 * @param moreBinds where this member listens for its peers besides {@code bind}
 * @param entries where the log's entries are instead of in {@code directory}, which then only
 *     points there; see {@link EntriesPlace}
 */
public record LogConfig(
    Path directory,
    long clusterId,
    long self,
    InetSocketAddress bind,
    List<Peer> peers,
    Duration electionTimeout,
    Duration heartbeat,
    Duration requestTimeout,
    long snapshotEntries,
    long snapshotBytes,
    boolean unsafeNoFsync,
    Optional<TlsConfig> tls,
    Beginning beginning,
    List<InetSocketAddress> moreBinds,
    Optional<Path> entries) {
  /** How a member came to be. */
  public enum Beginning {
    FOUNDER,
    JOINED,
    /** Joined without a vote; whether it has one by now, the log knows. */
    JOINED_AS_LEARNER
  }

  /** {@code host} as advertised, resolved when dialled. */
  public record Peer(long id, String host, int port) {}

  public LogConfig {
    peers = List.copyOf(peers);
    moreBinds = List.copyOf(moreBinds);
  }

  /** In the usual places. */
  public LogConfig(
      Path directory,
      long clusterId,
      long self,
      InetSocketAddress bind,
      List<Peer> peers,
      Duration electionTimeout,
      Duration heartbeat,
      Duration requestTimeout,
      long snapshotEntries,
      long snapshotBytes,
      boolean unsafeNoFsync,
      Optional<TlsConfig> tls,
      Beginning beginning) {
    this(
        directory,
        clusterId,
        self,
        bind,
        peers,
        electionTimeout,
        heartbeat,
        requestTimeout,
        snapshotEntries,
        snapshotBytes,
        unsafeNoFsync,
        tls,
        beginning,
        List.of(),
        Optional.empty());
  }

  /** Of a founder, in the usual places. */
  public LogConfig(
      Path directory,
      long clusterId,
      long self,
      InetSocketAddress bind,
      List<Peer> peers,
      Duration electionTimeout,
      Duration heartbeat,
      Duration requestTimeout,
      long snapshotEntries,
      long snapshotBytes,
      boolean unsafeNoFsync,
      Optional<TlsConfig> tls) {
    this(
        directory,
        clusterId,
        self,
        bind,
        peers,
        electionTimeout,
        heartbeat,
        requestTimeout,
        snapshotEntries,
        snapshotBytes,
        unsafeNoFsync,
        tls,
        Beginning.FOUNDER);
  }
}
