package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.consensus.ReplicatedLog.Traffic;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of messages between one member and each of its peers, both directions, whoever dialled:
 * without what HTTP/2 and TLS put around them. Members of one process are told apart by what the
 * messages say of sender and receiver. Any thread.
 */
final class PeerTraffic {
  private static final Map<Long, PeerTraffic> MEMBERS = new ConcurrentHashMap<>();

  /** Bytes of a client id: the upper half is chance, the lower the member. */
  private static final int CLIENT_ID_BYTES = 16;

  private final Map<Long, Link> links = new ConcurrentHashMap<>();

  /** One peer as one member sees it. */
  static final class Link {
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder failed = new LongAdder();

    void sent(Object message) {
      sent.add(bytes(message));
    }

    void received(Object message) {
      received.add(bytes(message));
    }

    /** A call to the peer did not come through. */
    void failed() {
      failed.increment();
    }

    private static long bytes(Object message) {
      return message instanceof MessageLite known ? known.getSerializedSize() : 0;
    }
  }

  static PeerTraffic of(long member) {
    return MEMBERS.computeIfAbsent(member, _ -> new PeerTraffic());
  }

  /** The member is closed. */
  static void forget(long member) {
    MEMBERS.remove(member);
  }

  /** For this member's own requests to peers, which name it so. */
  static ClientId clientId(long member) {
    return ClientId.valueOf(new UUID(UUID.randomUUID().getMostSignificantBits(), member));
  }

  /** To whom {@code request} goes, as the sender sees it; null for other messages. */
  static @Nullable Link outgoing(Object request) {
    RaftRpcRequestProto header = header(request);
    return header == null ? null : link(sender(request, header), receiver(header));
  }

  /** From whom {@code request} comes, as the receiver sees it; null for other messages. */
  static @Nullable Link incoming(Object request) {
    RaftRpcRequestProto header = header(request);
    return header == null ? null : link(receiver(header), sender(request, header));
  }

  private static @Nullable Link link(long member, long peer) {
    PeerTraffic traffic = MEMBERS.get(member);
    return traffic == null || member == peer
        ? null
        : traffic.links.computeIfAbsent(peer, _ -> new Link());
  }

  private static @Nullable RaftRpcRequestProto header(Object request) {
    return switch (request) {
      case AppendEntriesRequestProto append -> append.getServerRequest();
      case RequestVoteRequestProto vote -> vote.getServerRequest();
      case InstallSnapshotRequestProto install -> install.getServerRequest();
      case StartLeaderElectionRequestProto start -> start.getServerRequest();
      case ReadIndexRequestProto read -> read.getServerRequest();
      case RaftClientRequestProto asked -> asked.getRpcRequest();
      default -> null;
    };
  }

  /** A member's own requests to a leader name it by a client id, everything else by its id. */
  private static long sender(Object request, RaftRpcRequestProto header) {
    ByteString id = header.getRequestorId();
    if (!(request instanceof RaftClientRequestProto)) {
      return member(id);
    }
    return id.size() == CLIENT_ID_BYTES ? ByteBuffer.wrap(id.toByteArray()).getLong(Long.BYTES) : 0;
  }

  static long sender(RequestVoteRequestProto vote) {
    return member(vote.getServerRequest().getRequestorId());
  }

  static long receiver(RaftRpcRequestProto header) {
    return member(header.getReplyId());
  }

  /** 0 for what is no member of ours. */
  private static long member(ByteString id) {
    try {
      return PeerIds.member(RaftPeerId.valueOf(id));
    } catch (RuntimeException e) {
      return 0;
    }
  }

  Traffic traffic(long writtenBytes) {
    Map<Long, Traffic.Peer> peers = new TreeMap<>();
    links.forEach(
        (peer, link) ->
            peers.put(
                peer, new Traffic.Peer(link.sent.sum(), link.received.sum(), link.failed.sum())));
    return new Traffic(writtenBytes, peers);
  }
}
