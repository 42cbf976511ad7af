package dev.keelson.benchmarks.api;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Connections to one API server. Whatever certificate it shows is taken: this is a benchmark. */
final class ApiClient implements AutoCloseable {
  private static final long LONGEST_CONNECT_SECONDS = 10;
  private static final int READ_BUFFER = 1 << 20;

  private final Login login;
  private final MultiThreadIoEventLoopGroup loops;
  private final SslContext tls;

  ApiClient(Login login, int threads) throws ApiRefused {
    this.login = login;
    this.loops = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
    try {
      SslContextBuilder builder =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.JDK)
              .trustManager(InsecureTrustManagerFactory.INSTANCE)
              .endpointIdentificationAlgorithm("")
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      ApplicationProtocolConfig.Protocol.ALPN,
                      ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                      ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                      ApplicationProtocolNames.HTTP_2));
      if (login.certificate().isPresent()) {
        builder.keyManager(
            new ByteArrayInputStream(login.certificate().get()),
            new ByteArrayInputStream(login.key()));
      }
      this.tls = builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new ApiRefused("cannot set up TLS: " + e.getMessage(), e);
    }
  }

  /** Opens this many connections. */
  List<ApiConnection> connect(int count) throws ApiRefused, InterruptedException {
    List<ApiConnection> open = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      open.add(connect());
    }
    return List.copyOf(open);
  }

  private ApiConnection connect() throws ApiRefused, InterruptedException {
    ApiConnection connection = ApiConnection.create(login);
    try {
      new Bootstrap()
          .group(loops)
          .channel(NioSocketChannel.class)
          .option(ChannelOption.TCP_NODELAY, true)
          .option(ChannelOption.SO_RCVBUF, READ_BUFFER)
          .handler(
              new ChannelInitializer<SocketChannel>() {
                @Override
                protected void initChannel(SocketChannel channel) {
                  channel.pipeline().addLast(tls.newHandler(channel.alloc()), connection);
                }
              })
          .connect(login.host(), login.port())
          .syncUninterruptibly();
      return connection.ready().get(LONGEST_CONNECT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      throw new ApiRefused("no HTTP/2 with " + login.authority() + ": " + e, e);
    }
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
