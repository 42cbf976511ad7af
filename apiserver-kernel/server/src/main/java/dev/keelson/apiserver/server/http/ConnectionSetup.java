package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.server.Peer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

/** A new connection: counted, through TLS, and then HTTP/1.1 or HTTP/2 as agreed there. */
final class ConnectionSetup extends ChannelInitializer<Channel> {
  private volatile SslContext tls;
  private final ServerParts parts;
  private final ChannelGroup open;
  private final AtomicInteger count = new AtomicInteger();

  ConnectionSetup(SslContext tls, ServerParts parts, ChannelGroup open) {
    this.tls = tls;
    this.parts = parts;
    this.open = open;
  }

  /** For connections that begin from now on. */
  void use(SslContext next) {
    tls = next;
  }

  @Override
  protected void initChannel(Channel channel) {
    channel.closeFuture().addListener(_ -> count.decrementAndGet());
    if (count.incrementAndGet() > parts.bounds().connections()) {
      channel.close();
      return;
    }
    open.add(channel);
    SslHandler handler = tls.newHandler(channel.alloc());
    handler.setHandshakeTimeoutMillis(parts.bounds().handshake().toMillis());
    channel.pipeline().addLast(handler, new Agreed(handler.engine()));
  }

  private final class Agreed extends ApplicationProtocolNegotiationHandler {
    private final SSLEngine engine;

    Agreed(SSLEngine engine) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.engine = engine;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      ChannelPipeline pipeline = ctx.pipeline();
      Peer peer = peer(ctx.channel());
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        pipeline.addLast(Http2Link.open(ctx.channel(), peer, parts));
      } else {
        pipeline.addLast(
            new HttpRequestDecoder(
                new HttpDecoderConfig()
                    .setMaxInitialLineLength(parts.bounds().headBytes())
                    .setMaxHeaderSize(parts.bounds().headBytes())),
            new HttpResponseEncoder(),
            new Http1Connection(peer, parts));
      }
    }

    private Peer peer(Channel channel) {
      List<X509Certificate> chain = new ArrayList<>();
      try {
        for (Certificate certificate : engine.getSession().getPeerCertificates()) {
          if (certificate instanceof X509Certificate x509) {
            chain.add(x509);
          }
        }
      } catch (SSLPeerUnverifiedException _) {
        // it sent none
      }
      InetSocketAddress address = (InetSocketAddress) channel.remoteAddress();
      String host = address.getAddress().getHostAddress();
      String text = host.indexOf(':') < 0 ? host : "[" + host + "]";
      return new Peer(text + ":" + address.getPort(), chain);
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
      Quietly.close(ctx, cause);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      Quietly.close(ctx, cause);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
      if (event == Drain.NOW) {
        ctx.close();
      } else {
        super.userEventTriggered(ctx, event);
      }
    }
  }
}
