package dev.keelson.raftstore.etcd;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads on which everything that comes in is parsed, and most of it answered. As many as
 * there are cores, no more: nothing on them may block.
 *
 * @param accept takes connections
 * @param work serves them
 * @param serverChannel epoll where the native library loads, NIO elsewhere
 */
record EventLoops(
    EventLoopGroup accept, EventLoopGroup work, Class<? extends ServerChannel> serverChannel) {
  static EventLoops start() {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    int cores = Runtime.getRuntime().availableProcessors();
    return new EventLoops(
        new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("etcd-accept", true), handlers),
        new MultiThreadIoEventLoopGroup(cores, new DefaultThreadFactory("etcd-io", true), handlers),
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
  }

  /** Waits {@code millis} at most for each. */
  void stop(long millis) {
    var stopped = work.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS);
    accept.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS).awaitUninterruptibly(millis);
    stopped.awaitUninterruptibly(millis);
  }
}
