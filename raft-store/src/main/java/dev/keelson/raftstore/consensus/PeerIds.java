package dev.keelson.raftstore.consensus;

import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
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

  /** Of a group of ours; empty for anybody else's. */
  static OptionalLong cluster(RaftGroupId group) {
    UUID id = group.getUuid();
    return id.getMostSignificantBits() == GROUP_MARK
        ? OptionalLong.of(id.getLeastSignificantBits())
        : OptionalLong.empty();
  }

  static RaftGroupId group(long clusterId) {
    return RaftGroupId.valueOf(new UUID(GROUP_MARK, clusterId));
  }

  /** The configuration to begin with, which counts until the log holds one. */
  static RaftGroup group(LogConfig config) {
    Stream<RaftPeer> peers =
        switch (config.beginning()) {
          case FOUNDER -> config.peers().stream().map(peer -> peer(peer, 0));
          case JOINED -> Stream.empty();
          case JOINED_AS_LEARNER ->
              config.peers().stream()
                  .filter(peer -> peer.id() == config.self())
                  .map(peer -> listener(peer, 0));
        };
    return RaftGroup.valueOf(group(config.clusterId()), peers.toArray(RaftPeer[]::new));
  }

  /**
   * All peers of one configuration have one priority: a leader is never asked to make room for a
   * better one, so leadership stays where it is.
   */
  static RaftPeer peer(LogConfig.Peer peer, int priority) {
    return RaftPeer.newBuilder()
        .setId(peer(peer.id()))
        .setAddress(address(peer))
        .setPriority(priority)
        .build();
  }

  static RaftPeer listener(LogConfig.Peer peer, int priority) {
    return RaftPeer.newBuilder(peer(peer, priority)).setStartupRole(RaftPeerRole.LISTENER).build();
  }

  static String address(LogConfig.Peer peer) {
    String host = peer.host().indexOf(':') >= 0 ? "[" + peer.host() + "]" : peer.host();
    return host + ":" + peer.port();
  }

  static LogConfig.Peer peer(RaftPeer peer) {
    String address = peer.getAddress();
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon);
    return new LogConfig.Peer(
        member(peer.getId()),
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(address.substring(colon + 1)));
  }
}
