package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.consensus.ReplicatedLog.Leadership;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * This member's Ratis server as the rest of the package uses it.
 *
 * <p>Requests go to the division itself: {@link RaftServer#submitClientRequestAsync} would hand
 * them to another thread and wait for it, which costs more than a whole read.
 */
final class RaftNode {
  private final RaftServer server;
  private final RaftServer.Division division;
  private final RaftClientAsynchronousProtocol requests;
  private final RaftGroupId group;
  private final RaftPeerId self;
  private volatile boolean alone;
  private final ClientId client;
  private final AtomicLong callIds = new AtomicLong();
  private volatile Leadership told;

  RaftNode(RaftServer server, LogConfig config, boolean alone) throws IOException {
    this.server = server;
    this.group = PeerIds.group(config.clusterId());
    this.self = PeerIds.peer(config.self());
    this.alone = alone;
    this.client = PeerTraffic.clientId(config.self());
    this.division = server.getDivision(group);
    if (!(division instanceof RaftClientAsynchronousProtocol direct)) {
      throw new IllegalStateException("a division of this Ratis takes no requests: " + division);
    }
    this.requests = direct;
    this.told = new Leadership(0, 0, false);
  }

  RaftServer server() {
    return server;
  }

  RaftServer.Division division() {
    return division;
  }

  RaftPeerId self() {
    return self;
  }

  ClientId client() {
    return client;
  }

  RaftGroupId group() {
    return group;
  }

  /**
   * Whether this member is the only voter, so that nobody else can lead. It stays the only one
   * until it says otherwise itself: only it can change the configuration.
   */
  boolean isAlone() {
    return alone;
  }

  /** False before another may become a voter, true only once the configuration says so. */
  void isAlone(boolean now) {
    alone = now;
  }

  /** The newest that this member's log holds, agreed or not. */
  RaftConfiguration configuration() {
    return division.getRaftConf();
  }

  /** Agreed, and no other on its way. */
  boolean isSettled(RaftConfiguration configuration) {
    return configuration.getPreviousPeers().isEmpty()
        && configuration.getPreviousPeers(RaftPeerRole.LISTENER).isEmpty()
        && configuration.getLogEntryIndex() <= committed();
  }

  long nextCallId() {
    return callIds.incrementAndGet();
  }

  boolean leads() {
    return division.getInfo().isLeader();
  }

  /** Leads, and has applied all that was committed before it did. */
  boolean isReady() {
    return division.getInfo().isLeaderReady();
  }

  long term() {
    return division.getInfo().getCurrentTerm();
  }

  /** Highest index known here to be committed. */
  long committed() {
    return division.getRaftLog().getLastCommittedIndex();
  }

  /**
   * Index that the next entry in this member's log will have; 0 = it is empty, and no checkpoint
   * stands for it.
   */
  long nextIndex() {
    return division.getRaftLog().getNextIndex();
  }

  /**
   * The leader, if it is known where it is: a newcomer hears of one before it knows of any peer.
   */
  @Nullable RaftPeerId leader() {
    RaftPeerId leader = division.getInfo().getLeaderId();
    return leader == null || configuration().getPeer(leader) == null ? null : leader;
  }

  Leadership leadership() {
    DivisionInfo info = division.getInfo();
    long term = info.getCurrentTerm();
    RaftPeerId leader = info.getLeaderId();
    boolean leading = self.equals(leader) && info.isLeaderReady();
    Leadership last = told;
    long member = PeerIds.member(leader);
    if (last.term() == term && last.leader() == member && last.leading() == leading) {
      return last;
    }
    Leadership now = new Leadership(term, member, leading);
    told = now;
    return now;
  }

  RaftClientRequest request(
      RaftPeerId to,
      long callId,
      Message message,
      RaftClientRequest.Type type,
      List<Long> replied) {
    return RaftClientRequest.newBuilder()
        .setClientId(client)
        .setServerId(to)
        .setGroupId(group)
        .setCallId(callId)
        .setMessage(message)
        .setType(type)
        .setRepliedCallIds(replied)
        .build();
  }

  /** Never throws; what Ratis throws is in the future. */
  CompletableFuture<RaftClientReply> submit(RaftClientRequest request) {
    try {
      return requests.submitClientRequestAsync(request);
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
