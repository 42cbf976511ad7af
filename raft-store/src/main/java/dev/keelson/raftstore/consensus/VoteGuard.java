package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.consensus.PeerTraffic.Link;
import java.util.EnumSet;
import java.util.function.LongSupplier;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.proto.RaftProtos.TransferLeadershipRequestProto;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Stands before Ratis' peer service, turns away the votes that {@link StickyVotes} forbids, ends
 * this leader's lease when it is asked to hand leadership on, notes when it is handed to this
 * member, and counts what comes and goes.
 */
final class VoteGuard implements GrpcServices.Customizer, ServerInterceptor {
  private final StickyVotes votes;
  private final LeaderLease lease;
  private volatile LongSupplier currentTerm = () -> Long.MAX_VALUE;

  VoteGuard(StickyVotes votes, LeaderLease lease) {
    this.votes = votes;
    this.lease = lease;
  }

  /** Until this is known no leader counts as heard. */
  void termIs(LongSupplier currentTerm) {
    this.currentTerm = currentTerm;
  }

  @Override
  public NettyServerBuilder customize(
      NettyServerBuilder builder, EnumSet<GrpcServices.Type> types) {
    return types.contains(GrpcServices.Type.SERVER) ? builder.intercept(this) : builder;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Counted<Q, A> counted = new Counted<>(call);
    return new SimpleForwardingServerCallListener<>(next.startCall(counted, headers)) {
      private boolean refused;

      @Override
      public void onMessage(Q message) {
        counted.received(message);
        switch (message) {
          case StartLeaderElectionRequestProto start -> HandoverSign.received(start);
          case AppendEntriesRequestProto append -> heard(append);
          case TransferLeadershipRequestProto _ -> lease.giveUp(currentTerm.getAsLong());
          case RequestVoteRequestProto vote -> refused = isRefused(vote);
          default -> {}
        }
        if (refused) {
          call.close(
              Status.FAILED_PRECONDITION.withDescription("the leader has been heard"),
              new Metadata());
        } else {
          super.onMessage(message);
        }
      }

      @Override
      public void onHalfClose() {
        if (!refused) {
          super.onHalfClose();
        }
      }
    };
  }

  private void heard(AppendEntriesRequestProto append) {
    if (append.getLeaderTerm() >= currentTerm.getAsLong()) {
      votes.leaderHeard(System.nanoTime());
    }
  }

  private boolean isRefused(RequestVoteRequestProto vote) {
    return !vote.getPreVote() && !votes.mayVote(HandoverSign.isOn(vote), System.nanoTime());
  }

  /** Its bytes go to the account of the peer that its first message names. */
  private static final class Counted<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private volatile @Nullable Link link;

    Counted(ServerCall<Q, A> call) {
      super(call);
    }

    void received(Q message) {
      Link peer = link;
      if (peer == null) {
        peer = PeerTraffic.incoming(message);
        link = peer;
      }
      if (peer != null) {
        peer.received(message);
      }
    }

    @Override
    public void sendMessage(A answer) {
      Link peer = link;
      if (peer != null) {
        peer.sent(answer);
      }
      super.sendMessage(answer);
    }
  }
}
