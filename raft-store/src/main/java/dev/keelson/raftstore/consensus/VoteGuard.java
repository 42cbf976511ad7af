package dev.keelson.raftstore.consensus;

import java.util.EnumSet;
import java.util.function.LongSupplier;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.TransferLeadershipRequestProto;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;

/**
 * Stands before Ratis' peer service, turns away the votes that {@link StickyVotes} forbids, and
 * ends this leader's lease when it is asked to hand leadership on.
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
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      private boolean refused;

      @Override
      public void onMessage(Q message) {
        switch (message) {
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
    String candidate = vote.getServerRequest().getRequestorId().toStringUtf8();
    if (vote.getPreVote()) {
      votes.preVoteAsked(candidate, System.nanoTime());
      return false;
    }
    return !votes.mayVote(candidate, System.nanoTime());
  }
}
