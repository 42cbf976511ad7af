package dev.keelson.benchmarks.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One connection and its streams. Event loop only, but for {@link #send} and {@link #execute}. */
final class ApiConnection extends Http2ConnectionHandler {
  /** Wide enough that a list of tens of megabytes never waits for the client. Unit: bytes. */
  private static final int WINDOW = 64 << 20;

  private static final AsciiString ACCEPT = AsciiString.cached("accept");
  private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
  private static final AsciiString AUTHORIZATION = AsciiString.cached("authorization");
  private static final AsciiString HTTPS = AsciiString.cached("https");

  private final Login login;
  private final String bearer;
  private final Http2Connection.PropertyKey key;
  private final CompletableFuture<ApiConnection> ready = new CompletableFuture<>();
  private @Nullable ChannelHandlerContext context;
  private boolean reading;

  private ApiConnection(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      Login login) {
    super(decoder, encoder, settings);
    this.login = login;
    this.bearer = login.token().map(token -> "Bearer " + token).orElse("");
    this.key = connection().newKey();
  }

  static ApiConnection create(Login login) {
    Events events = new Events();
    ApiConnection connection = new Builder(login, events).open();
    events.owner = connection;
    connection.connection().addListener(events);
    return connection;
  }

  /** Completes when the server has sent its settings. */
  CompletableFuture<ApiConnection> ready() {
    return ready;
  }

  Channel channel() {
    return context().channel();
  }

  /** Runs on the event loop: at once, if that is where the caller is. */
  void execute(Runnable task) {
    if (channel().eventLoop().inEventLoop()) {
      task.run();
    } else {
      channel().eventLoop().execute(task);
    }
  }

  /** Sends; the answer goes to {@code receiver}. Any thread. */
  void send(Call call, Receiver receiver) {
    execute(() -> write(call, receiver));
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext known = context;
    if (known == null) {
      throw new IllegalStateException("not connected");
    }
    return known;
  }

  private void write(Call call, Receiver receiver) {
    ChannelHandlerContext ctx = context();
    if (!ctx.channel().isActive() || connection().goAwayReceived()) {
      receiver.failed("the connection is closed");
      return;
    }
    int id = connection().local().incrementAndGetNextStreamId();
    Http2Headers headers =
        new DefaultHttp2Headers(false)
            .method(call.method())
            .scheme(HTTPS)
            .authority(login.authority())
            .path(call.path())
            .set(ACCEPT, call.accept());
    if (!bearer.isEmpty()) {
      headers.set(AUTHORIZATION, bearer);
    }
    boolean hasBody = call.body().length > 0;
    if (hasBody) {
      headers.set(CONTENT_TYPE, call.contentType());
      headers.set(CONTENT_LENGTH, Integer.toString(call.body().length));
    }
    encoder().writeHeaders(ctx, id, headers, 0, !hasBody, ctx.newPromise());
    Http2Stream stream = connection().stream(id);
    if (stream == null) {
      receiver.failed("no stream to be had: too many at once");
      return;
    }
    stream.setProperty(key, receiver);
    if (hasBody) {
      encoder().writeData(ctx, id, Unpooled.wrappedBuffer(call.body()), 0, true, ctx.newPromise());
    }
    if (!reading) {
      flush(ctx);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    super.handlerAdded(ctx);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    super.channelActive(ctx); // sends the preface, before which nothing may go out
    connection()
        .local()
        .flowController()
        .incrementWindowSize(connection().connectionStream(), WINDOW);
    ctx.flush();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    reading = true; // calls that answers give rise to go out together
    try {
      super.channelRead(ctx, message);
    } finally {
      reading = false;
    }
    flush(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ready.completeExceptionally(cause);
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    ready.completeExceptionally(new java.io.IOException("the server closed the connection"));
    super.channelInactive(ctx);
  }

  private static final class Events extends Http2EventAdapter {
    private @Nullable ApiConnection owner;

    private ApiConnection owner() {
      ApiConnection known = owner;
      if (known == null) {
        throw new IllegalStateException("an event before the connection");
      }
      return known;
    }

    private @Nullable Receiver receiver(int id) {
      Http2Stream stream = owner().connection().stream(id);
      return stream == null ? null : stream.<Receiver>getProperty(owner().key);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
      owner().ready.complete(owner());
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean end) {
      Receiver receiver = receiver(id);
      if (receiver == null) {
        return;
      }
      CharSequence status = headers.status();
      if (status != null) {
        receiver.status(Integer.parseInt(status.toString()));
      }
      if (end) {
        ended(id, receiver);
      }
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int id,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean end) {
      onHeadersRead(ctx, id, headers, padding, end);
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean end) {
      int size = data.readableBytes() + padding;
      Receiver receiver = receiver(id);
      if (receiver != null) {
        receiver.data(data);
        if (end) {
          ended(id, receiver);
        }
      }
      return size;
    }

    private void ended(int id, Receiver receiver) {
      owner().connection().stream(id).removeProperty(owner().key);
      receiver.end();
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int id, long error) {
      Receiver receiver = receiver(id);
      if (receiver != null && error != Http2Error.NO_ERROR.code()) {
        owner().connection().stream(id).removeProperty(owner().key);
        receiver.failed("the server reset the stream: error " + error);
      }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      Receiver receiver = stream.removeProperty(owner().key);
      if (receiver != null) {
        receiver.failed("the stream was closed");
      }
    }
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<ApiConnection, Builder> {
    private final Login login;

    Builder(Login login, Events events) {
      this.login = login;
      connection(new DefaultHttp2Connection(false));
      frameListener(events);
      initialSettings(Http2Settings.defaultSettings().pushEnabled(false).initialWindowSize(WINDOW));
      gracefulShutdownTimeoutMillis(0);
    }

    ApiConnection open() {
      return build();
    }

    @Override
    protected ApiConnection build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings)
        throws Http2Exception {
      return new ApiConnection(decoder, encoder, settings, login);
    }
  }
}
