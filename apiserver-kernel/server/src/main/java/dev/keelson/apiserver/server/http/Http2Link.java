package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.server.Peer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/** One HTTP/2 connection in its pipeline; its streams are {@link Http2Streams}. */
final class Http2Link extends Http2ConnectionHandler {
  /** Of a stream; most objects fit whole (kube-apiserver's figure). Unit: bytes. */
  private static final int STREAM_WINDOW = 256 * 1024;

  /** Of all streams of a connection: bodies are copied as they come, so this holds no memory. */
  private static final int CONNECTION_WINDOW = 16 * 1024 * 1024;

  private static final int MOST_PUSHED = 0;
  private static final int DISTRIBUTION_CHUNK = 16 * 1024;

  /**
   * Netty's own limit of 200 would end a connection whose client closes its watches at once; what a
   * rapid reset costs is bounded by {@link Http2Streams} instead.
   */
  private static final int RESETS_PER_WINDOW = 10_000;

  private static final int RESET_WINDOW_SECONDS = 30;

  private final Http2Streams streams;

  private Http2Link(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      Http2Streams streams) {
    super(decoder, encoder, settings);
    this.streams = streams;
  }

  static Http2Link open(Channel channel, Peer peer, ServerParts parts) {
    Http2Connection connection = new DefaultHttp2Connection(true, MOST_PUSHED);
    UniformStreamByteDistributor distributor = new UniformStreamByteDistributor(connection);
    distributor.minAllocationChunk(DISTRIBUTION_CHUNK);
    connection
        .remote()
        .flowController(new DefaultHttp2RemoteFlowController(connection, distributor));
    Http2Streams streams = new Http2Streams(channel, connection, peer, parts);
    connection.addListener(streams);
    connection.remote().flowController().listener(streams);
    return new Builder(connection, streams, parts.bounds()).open();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    super.handlerAdded(ctx);
    streams.open(ctx, this);
    connection()
        .local()
        .flowController()
        .incrementWindowSize(
            connection().connectionStream(),
            CONNECTION_WINDOW - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
    ctx.flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    streams.stop();
    super.channelInactive(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == Drain.NOW) {
      streams.drain();
      ctx.channel().close(); // GOAWAY, then waits for the streams that are open
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
      super.exceptionCaught(ctx, cause);
    } else {
      Quietly.close(ctx, cause);
    }
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<Http2Link, Builder> {
    private final Http2Streams streams;

    Builder(Http2Connection connection, Http2Streams streams, HttpBounds bounds) {
      this.streams = streams;
      connection(connection);
      frameListener(streams);
      initialSettings(
          Http2Settings.defaultSettings()
              .maxConcurrentStreams(bounds.streamsPerConnection())
              .initialWindowSize(STREAM_WINDOW)
              .maxHeaderListSize(bounds.headBytes()));
      gracefulShutdownTimeoutMillis(bounds.drain().toMillis());
      decoderEnforceMaxRstFramesPerWindow(RESETS_PER_WINDOW, RESET_WINDOW_SECONDS);
    }

    Http2Link open() {
      return build();
    }

    @Override
    protected Http2Link build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings)
        throws Http2Exception {
      return new Http2Link(decoder, encoder, settings, streams);
    }
  }
}
