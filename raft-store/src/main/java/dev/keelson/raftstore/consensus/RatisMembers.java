package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.consensus.LogConfig.Peer;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.leader.FollowerInfo;

/**
 * {@link LogMembers} by Ratis' setConfiguration, around what it does not do:
 *
 * <ul>
 *   <li>A configuration with the same ids and priorities counts as no change, so one that only
 *       changes an address changes the priority of all peers with it.
 *   <li>A learner that was filled is taken for one that is being filled ever after, and dropped if
 *       the next newcomer makes no progress ({@link Appenders#filled}).
 *   <li>A leader's senders are made once for each address ({@link PeerAddresses}).
 * </ul>
 */
final class RatisMembers implements LogMembers {
  private final RaftNode node;
  private final Appenders appenders;
  private final PeerInquiry inquiry;
  private final LogConfig config;
  private final RaftProperties properties;
  private final Connections connections;
  private final PeerAddresses addresses;
  private final long gapMillis;
  private volatile long grownInTerm = -1;

  RatisMembers(RaftNode node, Appenders appenders, LogConfig config, RaftProperties properties) {
    this.node = node;
    this.appenders = appenders;
    this.inquiry = new PeerInquiry(config.tls(), config.electionTimeout());
    this.config = config;
    this.properties = properties;
    Duration gap = config.electionTimeout().multipliedBy(2);
    this.gapMillis = gap.toMillis();
    this.connections = new Connections(gap.toNanos(), System.nanoTime());
    this.addresses = new PeerAddresses(node);
  }

  /** Timer. */
  void look() {
    Set<Long> heard = new HashSet<>();
    boolean leads = node.leads();
    if (leads) {
      for (FollowerInfo follower : appenders.followers()) {
        if (follower.getLastRpcResponseTime().elapsedTimeMs() < gapMillis) {
          heard.add(PeerIds.member(follower.getId()));
        }
      }
    }
    connections.look(System.nanoTime(), leads || node.leader() != null, leads, heard);
    addresses.look();
  }

  /**
   * Of a leader that was alone when it began to lead: its log has no entries that tell followers
   * what is committed ({@link RatisSettings#grown}), so they are told by a heartbeat. Apply thread.
   */
  void tellCommitted() {
    if (grownInTerm >= 0 && grownInTerm == node.term()) {
      appenders.tellCommitted();
    }
  }

  @Override
  public Configuration configuration() {
    RaftConfiguration now = node.configuration();
    return new Configuration(
        node.isSettled(now),
        peers(now.getCurrentPeers()),
        peers(now.getCurrentPeers(RaftPeerRole.LISTENER)));
  }

  private static List<Peer> peers(Collection<RaftPeer> peers) {
    return peers.stream().map(PeerIds::peer).toList();
  }

  @Override
  public void reconfigure(Configuration now, Configuration next) throws InterruptedException {
    RaftConfiguration current = node.configuration();
    if (!configuration().isSame(now)) {
      throw new IllegalStateException("the configuration has changed meanwhile");
    }
    int priority =
        current.getCurrentPeers().stream().mapToInt(RaftPeer::getPriority).max().orElse(0);
    boolean sameIds = ids(now.voters()).equals(ids(next.voters()));
    boolean addressesOnly = sameIds && ids(now.learners()).equals(ids(next.learners()));
    int nextPriority = addressesOnly ? 1 - priority : priority;
    try {
      if (next.voters().size() > 1 && node.isAlone()) {
        Company.write(config, false);
        grownInTerm = node.term();
        node.isAlone(false); // before anybody else can be elected
        RatisSettings.grown(properties, true);
      }
      RaftClientReply reply =
          node.server()
              .setConfiguration(
                  new SetConfigurationRequest(
                      node.client(),
                      node.self(),
                      node.group(),
                      node.nextCallId(),
                      SetConfigurationRequest.Arguments.newBuilder()
                          .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                          .setServersInCurrentConf(List.copyOf(current.getCurrentPeers()))
                          .setListenersInCurrentConf(
                              List.copyOf(current.getCurrentPeers(RaftPeerRole.LISTENER)))
                          .setServersInNewConf(
                              next.voters().stream()
                                  .map(peer -> PeerIds.peer(peer, nextPriority))
                                  .toList())
                          .setListenersInNewConf(
                              next.learners().stream()
                                  .map(peer -> PeerIds.listener(peer, nextPriority))
                                  .toList())
                          .build()));
      if (!reply.isSuccess()) {
        throw new IllegalStateException(String.valueOf(reply.getException()));
      }
      appenders.filled(ids(next.learners()));
    } catch (IOException e) {
      Throwable cause = LeaderCall.unwrapped(e);
      if (cause instanceof java.io.InterruptedIOException) {
        throw new InterruptedException();
      }
      throw new IllegalStateException(cause.getMessage(), cause);
    }
  }

  private static Set<Long> ids(List<Peer> peers) {
    Set<Long> ids = new HashSet<>();
    peers.forEach(peer -> ids.add(peer.id()));
    return ids;
  }

  @Override
  public void settle() {
    Configuration now = configuration();
    boolean alone =
        node.isReady()
            && now.settled()
            && now.voters().size() == 1
            && now.voters().getFirst().id() == config.self();
    if (alone && !node.isAlone()) {
      try {
        Company.write(config, true);
        RatisSettings.grown(properties, false);
        node.isAlone(true);
      } catch (IOException e) {
        throw new IllegalStateException("cannot write into " + config.directory(), e);
      }
    }
  }

  @Override
  public List<Follower> followers() {
    if (!node.leads()) {
      return List.of();
    }
    long now = System.nanoTime();
    return appenders.followers().stream()
        .map(
            follower -> {
              long id = PeerIds.member(follower.getId());
              return new Follower(
                  id, connections.connectedMillis(id, now), follower.getMatchIndex());
            })
        .toList();
  }

  @Override
  public long lastIndex() {
    return node.nextIndex() - 1;
  }

  @Override
  public CompletableFuture<Boolean> answers(Peer peer) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("raft-ask")
        .start(() -> answer.complete(inquiry.isThere(config.clusterId(), peer)));
    return answer;
  }
}
