package dev.keelson.nodeagent.stream;

import dev.keelson.apiserver.client.ApiClient;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
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
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Kubelet's HTTPS server for all nodes of a pool. Thread-safe. */
public final class KubeletServer implements AutoCloseable {
  private static final int EVENT_LOOPS = 1;
  private static final int BACKLOG = 1_024;

  /** Of a request; nobody sends bodies worth mentioning. Unit: bytes. */
  private static final int MOST_BODY = 1 << 20;

  private static final int MOST_LINE = 64 * 1024;

  private final EventLoopGroup loops;
  private final Channel listener;
  private final ChannelGroup open;

  private KubeletServer(EventLoopGroup loops, Channel listener, ChannelGroup open) {
    this.loops = loops;
    this.listener = listener;
    this.open = open;
  }

  /**
   * Listens when it returns.
   *
   * @param client with which callers are asked after
   * @throws UncheckedIOException the address cannot be bound
   * @throws IllegalArgumentException key and certificate do not serve
   */
  public static KubeletServer open(KubeletServerConfig config, ApiClient client, Hosts hosts) {
    SslContext tls = tls(config);
    Gate gate = new Gate(client, config);
    ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            EVENT_LOOPS, new DefaultThreadFactory("kubelet", true), NioIoHandler.newFactory());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    open.add(channel);
                    channel
                        .pipeline()
                        .addLast("tls", tls.newHandler(channel.alloc()))
                        .addLast("http", new HttpServerCodec(MOST_LINE, MOST_LINE, MOST_LINE))
                        .addLast("whole", new HttpObjectAggregator(MOST_BODY))
                        .addLast("requests", new Requests(gate, hosts));
                  }
                })
            .bind(new InetSocketAddress(config.bindAddress(), config.port()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
      throw new UncheckedIOException(
          new IOException(
              "listen %s:%d: %s"
                  .formatted(config.bindAddress(), config.port(), bound.cause().getMessage()),
              bound.cause()));
    }
    return new KubeletServer(loops, bound.channel(), open);
  }

  private static SslContext tls(KubeletServerConfig config) {
    try {
      return SslContextBuilder.forServer(
              config.key(), config.chain().toArray(X509Certificate[]::new))
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .clientAuth(ClientAuth.OPTIONAL)
          .trustManager(new AnyClient(config.clientAuthorities()))
          .build();
    } catch (SSLException e) {
      throw new IllegalArgumentException(
          "the kubelet's certificate and key do not serve: " + e.getMessage(), e);
    }
  }

  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    open.close().awaitUninterruptibly(2_000);
    loops.shutdownGracefully(0, 1_000, TimeUnit.MILLISECONDS).awaitUninterruptibly(2_000);
  }
}
