package dev.keelson.raftstore.http;

import dev.keelson.raftstore.tls.CipherSuites;
import dev.keelson.raftstore.tls.TlsFault;
import dev.keelson.raftstore.tls.TlsFiles;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS in front of a port: shakes hands, asks {@link TlsFiles} whether the connection may stay, and
 * only then lets its bytes through.
 *
 * <p>By ALPN HTTP/1.1 goes first: who offers both (curl, browsers, Prometheus) gets the pages, and
 * gRPC, which offers h2 alone, gets that. What is spoken then is found by the bytes, as without
 * TLS, so clients without ALPN are served too.
 */
public final class TlsPort {
  private final TlsFiles files;
  private final SslContext context;

  private TlsPort(TlsFiles files, SslContext context) {
    this.files = files;
    this.context = context;
  }

  /** Throws {@link TlsFault} where cipher suites or versions leave nothing to speak. */
  public static TlsPort of(TlsFiles files) {
    List<String> suites = files.config().cipherSuites();
    SslContextBuilder builder =
        SslContextBuilder.forServer(files.serverKeys())
            .sslProvider(SslProvider.JDK)
            .trustManager(files.trust())
            .clientAuth(files.config().asksForCertificate() ? ClientAuth.REQUIRE : ClientAuth.NONE)
            .protocols(files.config().versions().protocols())
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    "http/1.1",
                    "h2"));
    if (!suites.isEmpty()) {
      builder.ciphers(CipherSuites.offered(suites), SupportedCipherSuiteFilter.INSTANCE);
    }
    try {
      return new TlsPort(files, builder.build());
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsFault("cannot set up TLS with --cipher-suites " + suites + ": " + e, e);
    }
  }

  /** Puts itself before the handler of {@code name}, which sees clear bytes then. */
  public void installBefore(ChannelPipeline pipeline, String name) {
    pipeline.addBefore(
        name, null, context.newHandler(pipeline.channel().alloc(), TlsFiles.HANDSHAKES));
    pipeline.addBefore(name, null, new Gate());
  }

  /** Puts itself at the end. */
  public void install(ChannelPipeline pipeline) {
    pipeline.addLast(context.newHandler(pipeline.channel().alloc(), TlsFiles.HANDSHAKES));
    pipeline.addLast(new Gate());
  }

  private final class Gate extends ChannelInboundHandlerAdapter {
    private final List<Object> held = new ArrayList<>();

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (!(event instanceof SslHandshakeCompletionEvent shaken)) {
        ctx.fireUserEventTriggered(event);
        return;
      }
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
      held.forEach(ctx::fireChannelRead);
      if (!held.isEmpty()) {
        ctx.fireChannelReadComplete();
      }
      held.clear();
      ctx.pipeline().remove(this);
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
