package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.server.ApiResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Set;

/** Writes the frames of answers; whoever lets it write flushes in the end. Event loop only. */
final class Http2Writer {
  /** Of a connection and not of a message: no HTTP/2 header (RFC 9113, 8.2.2). */
  private static final Set<String> HOP =
      Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

  private final ChannelHandlerContext ctx;
  private final Http2Link link;
  private final ServerParts parts;

  Http2Writer(ChannelHandlerContext ctx, Http2Link link, ServerParts parts) {
    this.ctx = ctx;
    this.link = link;
    this.parts = parts;
  }

  ByteBufAllocator allocator() {
    return ctx.alloc();
  }

  boolean isWritable(Http2Stream stream) {
    return link.encoder().flowController().isWritable(stream);
  }

  /**
   * @param length -1: not known
   */
  void head(Http2Stream stream, ApiResponse response, long length, boolean end) {
    Http2Headers headers = new DefaultHttp2Headers().status(Integer.toString(response.status()));
    response
        .headers()
        .values()
        .forEach(
            (name, values) -> {
              if (!HOP.contains(name)) {
                headers.add(name, values);
              }
            });
    if (length >= 0) {
      headers.setLong("content-length", length);
    }
    headers.set("date", parts.date().now());
    link.encoder().writeHeaders(ctx, stream.id(), headers, 0, end, ctx.newPromise());
  }

  ChannelFuture data(Http2Stream stream, ByteBuf bytes, boolean end) {
    return link.encoder().writeData(ctx, stream.id(), bytes, 0, end, ctx.newPromise());
  }

  void flush() {
    link.flush(ctx);
  }

  void reset(Http2Stream stream, Http2Error error) {
    link.resetStream(ctx, stream.id(), error.code(), ctx.newPromise());
  }
}
