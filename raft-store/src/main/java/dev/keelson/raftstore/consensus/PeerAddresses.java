package dev.keelson.raftstore.consensus;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServerRpcWithProxy;
import org.apache.ratis.util.PeerProxyMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Ratis dial a peer where the configuration says. Ratis keeps the address with which it heard
 * of a peer first, for as long as the process lives; there is no way to tell it another, so what it
 * keeps is taken from it.
 */
final class PeerAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(PeerAddresses.class);

  private final RaftNode node;
  private final Map<RaftPeerId, String> known = new HashMap<>();
  private RaftConfiguration seen;

  PeerAddresses(RaftNode node) {
    this.node = node;
    this.seen = node.configuration();
    peers(seen).forEach(peer -> known.put(peer.getId(), peer.getAddress()));
  }

  /** Timer: one thread at a time. */
  void look() {
    RaftConfiguration now = node.configuration();
    if (now == seen) {
      return;
    }
    seen = now;
    peers(now).forEach(this::look);
  }

  private void look(RaftPeer peer) {
    String before = known.put(peer.getId(), peer.getAddress());
    if (before != null && !before.equals(peer.getAddress()) && !peer.getId().equals(node.self())) {
      LOG.info("peer {} has moved from {} to {}", peer.getId(), before, peer.getAddress());
      forget(peer.getId());
      node.server().getServerRpc().addRaftPeers(List.of(peer));
    }
  }

  private static Stream<RaftPeer> peers(RaftConfiguration configuration) {
    return Stream.concat(
        configuration.getCurrentPeers().stream(),
        configuration.getCurrentPeers(RaftPeerRole.LISTENER).stream());
  }

  private void forget(RaftPeerId peer) {
    if (!(node.server().getServerRpc() instanceof RaftServerRpcWithProxy<?, ?> rpc)) {
      throw new IllegalStateException("this Ratis has no proxies");
    }
    PeerProxyMap<?> proxies = rpc.getProxies();
    try {
      Closeable old = proxies.getProxy(peer);
      Field field = PeerProxyMap.class.getDeclaredField("peers");
      field.setAccessible(true);
      ((Map<?, ?>) field.get(proxies)).remove(peer);
      old.close();
    } catch (ReflectiveOperationException | IOException | RuntimeException e) {
      LOG.warn("peer {} is dialled at its old address until this member restarts", peer, e);
    }
  }
}
