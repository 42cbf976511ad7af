package dev.keelson.raftstore.consensus;

import java.util.UUID;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.jspecify.annotations.Nullable;

/**
 * Our 64-bit ids as Ratis spells them: members in hexadecimal, as etcd prints them, the cluster as
 * a UUID.
 */
final class PeerIds {
  /** Upper half of every group's UUID: tells our groups from anything else that speaks Ratis. */
  private static final long GROUP_MARK = 0x6b65656c_736f_4e01L;

  private PeerIds() {}

  static RaftPeerId peer(long member) {
    return RaftPeerId.valueOf(Long.toHexString(member));
  }

  /** 0 for none. */
  static long member(@Nullable RaftPeerId peer) {
    return peer == null ? 0 : Long.parseUnsignedLong(peer.toString(), 16);
  }

  static RaftGroupId group(long clusterId) {
    return RaftGroupId.valueOf(new UUID(GROUP_MARK, clusterId));
  }

  /**
   * Equal priorities: a leader is never asked to make room for a better one, so leadership stays
   * where it is.
   */
  static RaftGroup group(LogConfig config) {
    return RaftGroup.valueOf(
        group(config.clusterId()),
        config.peers().stream().map(PeerIds::address).toArray(RaftPeer[]::new));
  }

  private static RaftPeer address(LogConfig.Peer peer) {
    String host = peer.host().indexOf(':') >= 0 ? "[" + peer.host() + "]" : peer.host();
    return RaftPeer.newBuilder()
        .setId(peer(peer.id()))
        .setAddress(host + ":" + peer.port())
        .setPriority(0)
        .build();
  }
}
