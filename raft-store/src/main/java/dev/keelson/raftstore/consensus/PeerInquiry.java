package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.tls.TlsConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupInfoReply;
import org.apache.ratis.protocol.GroupInfoRequest;
import org.apache.ratis.protocol.GroupListReply;
import org.apache.ratis.protocol.GroupListRequest;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.TimeDuration;

/**
 * Questions to a member at its peer port, by one that is not, or not yet, or no longer one of its
 * cluster. One connection for each question; for the rare things.
 *
 * <p>On the wire an answer is: 1 if the configuration is settled or 0, the number of peers that are
 * counted (4 bytes), their ids (8 bytes each), then what the applier tells.
 */
public final class PeerInquiry {
  private final Parameters parameters = new Parameters();
  private final RaftProperties properties = new RaftProperties();

  /**
   * @param clusterId of the member that was asked
   * @param settled whether its log's configuration is agreed upon
   * @param counted whom that counts, with and without a vote
   * @param told by its {@link LogApplier#tell}
   */
  public record Told(long clusterId, boolean settled, Set<Long> counted, byte[] told) {}

  /** {@code limit}: how long an answer may take. */
  public PeerInquiry(Optional<TlsConfig> tls, Duration limit) {
    StartUp.prepare();
    tls.map(PeerTls::new).ifPresent(peerTls -> peerTls.dialBy(parameters));
    RaftClientConfigKeys.Rpc.setRequestTimeout(
        properties, TimeDuration.valueOf(limit.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Empty if nobody there answers, or nobody of ours. Blocks. */
  public Optional<Told> ask(String host, int port) {
    LogConfig.Peer peer = new LogConfig.Peer(0, host, port);
    try (Line line = new Line(peer)) {
      if (!(line.send(new GroupListRequest(line.client, line.peer, PeerIds.group(0), 1))
          instanceof GroupListReply groups)) {
        return Optional.empty();
      }
      for (RaftGroupId group : groups.getGroupIds()) {
        if (PeerIds.cluster(group).isPresent()) {
          RaftClientRequest question =
              RaftClientRequest.newBuilder()
                  .setClientId(line.client)
                  .setServerId(line.peer)
                  .setGroupId(group)
                  .setCallId(2)
                  .setMessage(Message.EMPTY)
                  .setType(RaftClientRequest.staleReadRequestType(0))
                  .build();
          RaftClientReply reply = line.send(question);
          if (reply.isSuccess()) {
            return Optional.of(
                read(PeerIds.cluster(group).getAsLong(), reply.getMessage().getContent()));
          }
        }
      }
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Whether a member of that cluster with that id answers there, be it still without a log. */
  boolean isThere(long clusterId, LogConfig.Peer peer) {
    try (Line line = new Line(peer)) {
      return line.send(new GroupInfoRequest(line.client, line.peer, PeerIds.group(clusterId), 1))
              instanceof GroupInfoReply info
          && info.isSuccess()
          && info.getRoleInfoProto()
              .getSelf()
              .getId()
              .equals(ByteString.copyFromUtf8(PeerIds.peer(peer.id()).toString()));
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  static Message told(RaftNode node, byte[] text) {
    RaftConfiguration configuration = node.configuration();
    List<Long> counted =
        Stream.concat(
                configuration.getAllPeers().stream(),
                configuration.getAllPeers(RaftPeerRole.LISTENER).stream())
            .map(peer -> PeerIds.member(peer.getId()))
            .distinct()
            .toList();
    ByteBuffer out = ByteBuffer.allocate(1 + 4 + 8 * counted.size() + text.length);
    out.put((byte) (node.isSettled(configuration) ? 1 : 0));
    out.putInt(counted.size());
    counted.forEach(out::putLong);
    out.put(text);
    return Message.valueOf(EntryBytes.wrap(out.array()));
  }

  private static Told read(long clusterId, ByteString answer) {
    ByteBuffer in = answer.asReadOnlyByteBuffer();
    boolean settled = in.get() == 1;
    Set<Long> counted = new HashSet<>();
    for (int left = in.getInt(); left > 0; left--) {
      counted.add(in.getLong());
    }
    byte[] text = new byte[in.remaining()];
    in.get(text);
    return new Told(clusterId, settled, counted, text);
  }

  private final class Line implements AutoCloseable {
    private final ClientId client = ClientId.randomId();
    private final RaftPeerId peer;
    private final RaftClientRpc rpc;

    Line(LogConfig.Peer to) {
      RaftPeer address = PeerIds.peer(to, 0);
      this.peer = address.getId();
      this.rpc = new GrpcFactory(parameters).newRaftClientRpc(client, properties);
      rpc.addRaftPeers(List.of(address));
    }

    RaftClientReply send(RaftClientRequest request) throws IOException {
      return rpc.sendRequest(request);
    }

    @Override
    public void close() throws IOException {
      rpc.close();
    }
  }
}
