package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.server.pki.TlsIdentity;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** A socket round a {@link Handler}. */
public final class HttpsServer implements AutoCloseable {
  private static final int EVENT_LOOPS = 2;
  private static final int BACKLOG = 1024;

  /** After the drain, for what is left to be cut off. */
  private static final long CUT_MILLIS = 2_000;

  private static final WriteBufferWaterMark WATER =
      new WriteBufferWaterMark(128 * 1024, 256 * 1024);

  private final EventLoopGroup loops;
  private final Channel listener;
  private final ChannelGroup open;
  private final ServerParts parts;
  private final ConnectionSetup setup;

  private HttpsServer(
      EventLoopGroup loops,
      Channel listener,
      ChannelGroup open,
      ServerParts parts,
      ConnectionSetup setup) {
    this.setup = setup;
    this.loops = loops;
    this.listener = listener;
    this.open = open;
    this.parts = parts;
  }

  /**
   * Listens when it returns.
   *
   * @throws UncheckedIOException the address cannot be bound
   * @throws IllegalArgumentException key and certificate do not serve
   */
  public static HttpsServer open(HttpsConfig config, Handler handler) {
    BodyBudget budget = new BodyBudget(config.bounds().bodiesBytes());
    ServerParts parts =
        new ServerParts(
            config.bounds(),
            new Dispatcher(handler, config.bounds(), budget),
            budget,
            new DateHeader(InstantSource.system()));
    ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    ConnectionSetup setup =
        new ConnectionSetup(tls(config.identity(), config.clientCas()), parts, open);
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            EVENT_LOOPS, new DefaultThreadFactory("https", true), NioIoHandler.newFactory());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER)
            .childHandler(setup)
            .bind(new InetSocketAddress(config.address(), config.port()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
      throw new UncheckedIOException(
          new IOException(
              "listen %s:%d: %s"
                  .formatted(config.address(), config.port(), bound.cause().getMessage()),
              bound.cause()));
    }
    return new HttpsServer(loops, bound.channel(), open, parts, setup);
  }

  /**
   * Connections that begin from now on are served under another certificate; those that are open go
   * on. Any thread.
   *
   * @param clientCas named to clients
   * @throws IllegalArgumentException key and certificate do not serve; nothing has changed
   */
  public void serveAs(TlsIdentity identity, List<X509Certificate> clientCas) {
    setup.use(tls(identity, clientCas));
  }

  private static SslContext tls(TlsIdentity identity, List<X509Certificate> clientCas) {
    try {
      return SslContextBuilder.forServer(
              identity.key(), identity.chain().toArray(X509Certificate[]::new))
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .clientAuth(ClientAuth.OPTIONAL)
          .trustManager(new AnyClientCertificate(clientCas))
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  Protocol.ALPN,
                  SelectorFailureBehavior.NO_ADVERTISE,
                  SelectedListenerFailureBehavior.ACCEPT,
                  ApplicationProtocolNames.HTTP_2,
                  ApplicationProtocolNames.HTTP_1_1))
          .build();
    } catch (SSLException e) {
      throw new IllegalArgumentException(
          "serving certificate and key do not serve: " + e.getMessage(), e);
    }
  }

  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Open now. */
  public int connections() {
    return open.size();
  }

  /** Of all requests that are being received or handled, heads included. */
  public long requestBytes() {
    return parts.budget().taken();
  }

  /**
   * Accepts no more, tells the clients (GOAWAY), ends what streams, lets finish what runs for at
   * most {@link HttpBounds#drain}, and cuts off the rest.
   */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    for (Channel channel : open) {
      channel.eventLoop().execute(() -> channel.pipeline().fireUserEventTriggered(Drain.NOW));
    }
    open.newCloseFuture().awaitUninterruptibly(parts.bounds().drain().toMillis());
    open.close();
    loops
        .shutdownGracefully(0, CUT_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CUT_MILLIS * 2);
  }
}
