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
 * @param peers every voting member with the address that others dial, this one included
 * @param electionTimeout shortest time without a leader before an election; longest is twice that.
 *     Default 1 s
 * @param heartbeat etcd's heartbeat interval; default 100 ms
 * @param requestTimeout after which a proposal or barrier gives up; etcd: 5 s + 2 election timeouts
 * @param snapshotEntries checkpoint at the latest after so many entries since the last
 * @param snapshotBytes ... or after so many bytes of entries; bounds the replay after a crash
 * @param unsafeNoFsync never set outside tests that say so
 * @param tls of the peer port and of every connection to one; empty: in clear
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
    Optional<TlsConfig> tls) {
  /** {@code host} as advertised, resolved when dialled. */
  public record Peer(long id, String host, int port) {}

  public LogConfig {
    peers = List.copyOf(peers);
  }
}
