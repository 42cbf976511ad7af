package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.consensus.ReplicatedLog.NotCommitted;
import dev.keelson.raftstore.consensus.ReplicatedLog.NotCommitted.Why;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.jspecify.annotations.Nullable;

/**
 * Leadership handed to another member. Ratis lets it go to any member whose priority is not below
 * another's, which with equal priorities is every one, and nothing moves it back afterwards.
 */
final class Handover {
  /** How long a closing leader waits for its successor. */
  private static final long LEAVE_MILLIS = 500;

  private final RaftNode node;
  private final PeerCalls peers;
  private final LeaderLease lease;
  private final Duration timeout;
  private final long aliveMillis;

  Handover(RaftNode node, PeerCalls peers, LeaderLease lease, LogConfig config) {
    this.node = node;
    this.peers = peers;
    this.lease = lease;
    this.timeout = config.requestTimeout();
    this.aliveMillis = config.electionTimeout().toMillis(); // four heartbeats
  }

  /** From whoever leads now. */
  CompletableFuture<Void> to(RaftPeerId successor) {
    return hand(successor, timeout.toMillis());
  }

  /**
   * Gives leadership to the follower heard from last, if this member has it and there is one;
   * bounded wait.
   */
  void leave() {
    if (node.isAlone() || !node.leads()) {
      return;
    }
    Optional<RaftPeerId> successor = liveliest();
    if (successor.isEmpty()) {
      return;
    }
    try {
      hand(successor.get(), LEAVE_MILLIS).get(LEAVE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // They elect one after the election timeout.
    }
  }

  private Optional<RaftPeerId> liveliest() {
    return node
        .division()
        .getInfo()
        .getRoleInfoProto()
        .getLeaderInfo()
        .getFollowerInfoList()
        .stream()
        .filter(follower -> follower.getLastRpcElapsedTimeMs() < aliveMillis)
        .filter(follower -> isVoter(RaftPeerId.valueOf(follower.getId().getId())))
        .min(Comparator.comparingLong(ServerRpcProto::getLastRpcElapsedTimeMs))
        .map(ServerRpcProto::getId)
        .map(RaftPeerProto::getId)
        .map(RaftPeerId::valueOf);
  }

  private boolean isVoter(RaftPeerId peer) {
    return node.configuration().getCurrentPeers().stream().anyMatch(p -> p.getId().equals(peer));
  }

  private CompletableFuture<Void> hand(RaftPeerId successor, long millis) {
    RaftPeerId leader = node.leads() ? node.self() : node.leader();
    if (leader == null) {
      return CompletableFuture.failedFuture(
          new NotCommitted(Why.NO_LEADER, "transfer of leadership", null));
    }
    TransferLeadershipRequest request =
        new TransferLeadershipRequest(
            node.client(), leader, node.group(), node.nextCallId(), successor, millis);
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> ask(request, leader, done));
    return done.orTimeout(millis, TimeUnit.MILLISECONDS)
        .exceptionallyCompose(e -> CompletableFuture.failedFuture(asNotCommitted(e)));
  }

  /** On a thread of its own: Ratis waits inside for its administrative requests. */
  private void ask(
      TransferLeadershipRequest request, RaftPeerId leader, CompletableFuture<Void> done) {
    try {
      if (leader.equals(node.self())) {
        lease.giveUp(node.term());
      }
      RaftClientReply reply =
          leader.equals(node.self())
              ? node.server().transferLeadership(request)
              : peers.sendAndWait(request);
      if (reply.isSuccess()) {
        done.complete(null);
      } else {
        done.completeExceptionally(asNotCommitted(reply.getException()));
      }
    } catch (IOException | RuntimeException e) {
      done.completeExceptionally(asNotCommitted(e));
    }
  }

  private static NotCommitted asNotCommitted(@Nullable Throwable e) {
    Throwable cause = e == null ? null : LeaderCall.unwrapped(e);
    return switch (cause) {
      case NotCommitted known -> known;
      case TimeoutException timeout ->
          new NotCommitted(Why.TIMEOUT, "transfer of leadership", timeout);
      case null, default -> new NotCommitted(Why.NO_LEADER, "transfer of leadership", cause);
    };
  }
}
