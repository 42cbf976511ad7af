package dev.keelson.jepsen.workload;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One client's own connections, at most one to each member, made when first used. Closing ends them
 * at once.
 */
public final class Connections implements AutoCloseable {
  private static final int MAX_ANSWER_BYTES = 64 << 20;
  private static final EventLoopGroup LOOPS =
      new MultiThreadIoEventLoopGroup(
          2,
          Thread.ofPlatform().daemon().name("client-io-", 0).factory(),
          NioIoHandler.newFactory());

  private final List<String> addresses;
  private final Map<Integer, ManagedChannel> channels = new ConcurrentHashMap<>();

  /**
   * @param addresses {@code host:port} of each member
   */
  public Connections(List<String> addresses) {
    this.addresses = List.copyOf(addresses);
  }

  public int members() {
    return addresses.size();
  }

  ManagedChannel to(int member) {
    return channels.computeIfAbsent(
        member,
        i ->
            NettyChannelBuilder.forTarget(addresses.get(i))
                .eventLoopGroup(LOOPS)
                .channelType(NioSocketChannel.class)
                .usePlaintext()
                .disableRetry() // or one call could be two
                .maxInboundMessageSize(MAX_ANSWER_BYTES)
                .build());
  }

  /** A connection that was refused is tried again now, not after gRPC's growing pauses. */
  void hurry(int member) {
    to(member).resetConnectBackoff();
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }
}
