package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.tls.TlsFiles;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.thirdparty.io.grpc.netty.GrpcHttp2ConnectionHandler;
import org.apache.ratis.thirdparty.io.grpc.netty.InternalProtocolNegotiator;
import org.apache.ratis.thirdparty.io.grpc.netty.InternalProtocolNegotiators;
import org.apache.ratis.thirdparty.io.grpc.netty.ProtocolNegotiationEvent;
import org.apache.ratis.thirdparty.io.netty.channel.ChannelHandler;
import org.apache.ratis.thirdparty.io.netty.channel.ChannelHandlerContext;
import org.apache.ratis.thirdparty.io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.ratis.thirdparty.io.netty.channel.ChannelPipeline;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslHandler;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.apache.ratis.thirdparty.io.netty.util.AsciiString;
import org.apache.ratis.thirdparty.io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * TLS in front of Ratis' port: shakes hands, asks {@link TlsFiles} whether the connection may stay,
 * and only then begins gRPC. The only class that touches the internals of Ratis' own gRPC ({@code
 * Internal*}).
 */
final class PeerPort implements InternalProtocolNegotiator.ProtocolNegotiator {
  private final InternalProtocolNegotiator.ProtocolNegotiator grpc =
      InternalProtocolNegotiators.serverPlaintext();
  private final SslContext context;
  private final TlsFiles files;

  PeerPort(SslContext context, TlsFiles files) {
    this.context = context;
    this.files = files;
  }

  @Override
  public AsciiString scheme() {
    return AsciiString.of("https");
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler connection) {
    return new Gate(grpc.newHandler(connection));
  }

  @Override
  public void close() {
    grpc.close();
  }

  private final class Gate extends ChannelInboundHandlerAdapter {
    private final ChannelHandler grpc;
    private final List<Object> held = new ArrayList<>();
    private @Nullable ProtocolNegotiationEvent negotiation;

    Gate(ChannelHandler grpc) {
      this.grpc = grpc;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      ctx.pipeline()
          .addBefore(ctx.name(), null, context.newHandler(ctx.alloc(), TlsFiles.HANDSHAKES));
    }

    /** gRPC starts negotiating by an event; it is kept until the connection may stay. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      switch (event) {
        case ProtocolNegotiationEvent started -> negotiation = started;
        case SslHandshakeCompletionEvent shaken -> shaken(ctx, shaken);
        default -> ctx.fireUserEventTriggered(event);
      }
    }

    private void shaken(ChannelHandlerContext ctx, SslHandshakeCompletionEvent shaken) {
      if (!shaken.isSuccess()) {
        refuse(ctx, shaken.cause());
        return;
      }
      CompletableFuture<Void> admitted =
          files.admit(
              ctx.pipeline().get(SslHandler.class).engine().getSession(),
              (InetSocketAddress) ctx.channel().remoteAddress());
      if (admitted.isDone()) {
        settle(ctx, admitted);
      } else {
        // reading stops while names are looked up, so that little is held
        ctx.channel().config().setAutoRead(false);
        admitted.whenComplete((_, _) -> ctx.executor().execute(() -> settle(ctx, admitted)));
      }
    }

    private void settle(ChannelHandlerContext ctx, CompletableFuture<Void> admitted) {
      if (ctx.isRemoved()) {
        return;
      }
      if (admitted.isCompletedExceptionally()) {
        refuse(ctx, admitted.exceptionNow());
        return;
      }
      ChannelPipeline pipeline = ctx.pipeline();
      pipeline.addAfter(ctx.name(), null, grpc);
      if (negotiation != null) {
        ctx.fireUserEventTriggered(negotiation);
      }
      held.forEach(ctx::fireChannelRead);
      if (!held.isEmpty()) {
        ctx.fireChannelReadComplete();
      }
      held.clear();
      pipeline.remove(this);
      ctx.channel().config().setAutoRead(true);
    }

    private void refuse(ChannelHandlerContext ctx, @Nullable Throwable cause) {
      files.rejected(ctx.channel().remoteAddress(), cause);
      ctx.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      held.add(message);
    }

    /** All of them are the handshake's, and its end tells more. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
      held.forEach(ReferenceCountUtil::release);
      held.clear();
    }
  }
}
