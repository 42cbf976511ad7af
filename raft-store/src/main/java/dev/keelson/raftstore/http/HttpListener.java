package dev.keelson.raftstore.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A port with the pages and nothing else, for metrics and probes. */
public final class HttpListener implements AutoCloseable {
  private final Channel channel;

  private HttpListener(Channel channel) {
    this.channel = channel;
  }

  /**
   * Fails with IOException where the address cannot be bound. The event loops stay the caller's.
   * {@code tls} empty: in clear.
   */
  public static HttpListener bind(
      InetSocketAddress address,
      HttpPages pages,
      Class<? extends ServerChannel> type,
      EventLoopGroup loops,
      Optional<TlsPort> tls)
      throws IOException {
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channel(type)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    tls.ifPresent(port -> port.install(connection.pipeline()));
                    pages.install(connection.pipeline());
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
    }
    return new HttpListener(bound.channel());
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
  }
}
