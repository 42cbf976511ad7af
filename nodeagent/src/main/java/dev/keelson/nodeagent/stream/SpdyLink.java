package dev.keelson.nodeagent.stream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One SPDY/3.1 connection, seen from the server: streams that the client opens. Windows are not
 * kept, as the library on the other side keeps none either.
 */
final class SpdyLink extends SimpleChannelInboundHandler<SpdyFrame> {
  /** For a client to open what it needs. */
  private static final Duration OPENING = Duration.ofSeconds(30);

  private static final int MOST_STREAMS = 1_000;
  private static final int PIECE = 32 * 1024;

  /** A stream, and what has come on it. Names of headers are in lower case. */
  record Stream(int id, Map<String, String> headers, Input input) {
    String type() {
      return headers.getOrDefault("streamtype", "");
    }
  }

  private final Channel channel;
  private final LinkedBlockingQueue<Optional<Stream>> opened = new LinkedBlockingQueue<>();

  /** Event loop only. */
  private final Map<Integer, Stream> streams = new HashMap<>();

  SpdyLink(Channel channel) {
    this.channel = channel;
  }

  /** The next that the client opens; empty: it has gone, or opens none. */
  Optional<Stream> next(boolean isBounded) throws InterruptedException {
    if (!isBounded) {
      return opened.take();
    }
    Optional<Stream> next = opened.poll(OPENING.toSeconds(), TimeUnit.SECONDS);
    return next == null ? Optional.empty() : next;
  }

  boolean isOpen() {
    return channel.isActive();
  }

  void close() {
    channel.close();
  }

  void send(Stream stream, byte[] bytes, boolean isLast) throws IOException {
    for (int at = 0; at < bytes.length; at += PIECE) {
      int length = Math.min(PIECE, bytes.length - at);
      Reply.await(
          channel.writeAndFlush(
              new DefaultSpdyDataFrame(stream.id(), Unpooled.copiedBuffer(bytes, at, length))));
    }
    if (isLast) {
      DefaultSpdyDataFrame end = new DefaultSpdyDataFrame(stream.id());
      end.setLast(true);
      Reply.await(channel.writeAndFlush(end));
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, SpdyFrame frame) {
    switch (frame) {
      case SpdySynStreamFrame syn -> open(context, syn);
      case SpdyDataFrame data -> data(data);
      case SpdyRstStreamFrame reset -> end(reset.streamId());
      case SpdyPingFrame ping -> context.writeAndFlush(new DefaultSpdyPingFrame(ping.id()));
      default -> {
        // Settings, windows, a farewell.
      }
    }
  }

  private void open(ChannelHandlerContext context, SpdySynStreamFrame syn) {
    if (streams.size() >= MOST_STREAMS) {
      context.close();
      return;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    syn.headers()
        .forEach(
            each ->
                headers.put(
                    each.getKey().toString().toLowerCase(java.util.Locale.ROOT),
                    each.getValue().toString()));
    Stream stream = new Stream(syn.streamId(), headers, new Input());
    streams.put(syn.streamId(), stream);
    DefaultSpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(syn.streamId());
    // A block without any header would be sent as no block at all, which Go cannot read.
    reply.headers().set(":status", "200").set(":version", "HTTP/1.1");
    context.writeAndFlush(reply);
    opened.add(Optional.of(stream));
    if (syn.isLast()) {
      stream.input().end();
    }
  }

  private void data(SpdyDataFrame data) {
    Stream stream = streams.get(data.streamId());
    if (stream == null) {
      return;
    }
    byte[] bytes = new byte[data.content().readableBytes()];
    data.content().readBytes(bytes);
    if (!stream.input().add(bytes)) {
      channel.close();
    }
    if (data.isLast()) {
      end(data.streamId());
    }
  }

  private void end(int id) {
    Stream stream = streams.remove(id);
    if (stream != null) {
      stream.input().end();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    streams.values().forEach(each -> each.input().end());
    opened.add(Optional.empty());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
