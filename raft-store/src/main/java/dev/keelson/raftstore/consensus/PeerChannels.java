package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.consensus.PeerTraffic.Link;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.Channel;
import org.apache.ratis.thirdparty.io.grpc.ClientCall;
import org.apache.ratis.thirdparty.io.grpc.ClientInterceptor;
import org.apache.ratis.thirdparty.io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import org.apache.ratis.thirdparty.io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import org.apache.ratis.thirdparty.io.grpc.InternalConfigurator;
import org.apache.ratis.thirdparty.io.grpc.InternalConfiguratorRegistry;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Stands on every channel that Ratis makes to a peer: counts what goes over it ({@link
 * PeerTraffic}) and signs votes that were handed on ({@link HandoverSign}). Ratis has no place for
 * it, so it is hung into Ratis' own gRPC, once for the process, by its internal registry.
 */
final class PeerChannels implements InternalConfigurator, ClientInterceptor {
  private PeerChannels() {}

  /**
   * Before the first channel is made; once. Where something else in the process has set up Ratis'
   * gRPC before, nothing is counted, and handing leadership on takes an election.
   */
  static void register() {
    if (!InternalConfiguratorRegistry.wasSetConfiguratorsCalled()) {
      InternalConfiguratorRegistry.setConfigurators(List.of(new PeerChannels()));
    }
  }

  @Override
  public void configureChannelBuilder(ManagedChannelBuilder<?> builder) {
    builder.intercept(this);
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new Call<>(next.newCall(method, options));
  }

  private static final class Call<Q, A> extends SimpleForwardingClientCall<Q, A> {
    /** Known from the first message on; all of one call go to one peer. */
    private volatile @Nullable Link link;

    Call(ClientCall<Q, A> call) {
      super(call);
    }

    @Override
    public void start(Listener<A> answers, Metadata headers) {
      super.start(
          new SimpleForwardingClientCallListener<>(answers) {
            @Override
            public void onMessage(A answer) {
              Link peer = link;
              if (peer != null) {
                peer.received(answer);
              }
              super.onMessage(answer);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              Link peer = link;
              if (peer != null && !status.isOk() && status.getCode() != Status.Code.CANCELLED) {
                peer.failed();
              }
              super.onClose(status, trailers);
            }
          },
          headers);
    }

    @Override
    @SuppressWarnings("unchecked") // a vote for a vote
    public void sendMessage(Q message) {
      Q signed =
          message instanceof RequestVoteRequestProto vote ? (Q) HandoverSign.on(vote) : message;
      Link peer = link;
      if (peer == null) {
        peer = PeerTraffic.outgoing(signed);
        link = peer;
      }
      if (peer != null) {
        peer.sent(signed);
      }
      super.sendMessage(signed);
    }
  }
}
