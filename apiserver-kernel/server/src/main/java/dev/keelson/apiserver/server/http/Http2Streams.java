package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.Peer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one connection: turns its frames into requests. Event loop only; the exchange that
 * belongs to a stream hangs on it as a property.
 */
final class Http2Streams extends Http2EventAdapter implements Http2RemoteFlowController.Listener {
  /**
   * A client that resets its streams frees their places but not yet the threads behind them: it may
   * have this many times the allowed streams in the handler before it is cut off (Go's factor).
   */
  private static final int RUNNING_PER_STREAM = 4;

  private final Http2Connection connection;
  private final Http2Connection.PropertyKey key;
  private final Peer peer;
  private final ServerParts parts;
  private final Wakes wakes;
  private final Watchdog watchdog;
  private final Channel channel;
  private @Nullable Http2Writer writer;
  private int open;
  private int running;
  private boolean draining;
  private long idleSince = System.nanoTime();

  Http2Streams(Channel channel, Http2Connection connection, Peer peer, ServerParts parts) {
    this.channel = channel;
    this.connection = connection;
    this.key = connection.newKey();
    this.peer = peer;
    this.parts = parts;
    this.wakes = new Wakes(channel.eventLoop(), channel::flush);
    this.watchdog = new Watchdog(channel.eventLoop(), this::check);
  }

  void open(ChannelHandlerContext ctx, Http2Link link) {
    writer = new Http2Writer(ctx, link, parts);
    watchdog.expect(idleSince + parts.bounds().head().toNanos());
  }

  void stop() {
    watchdog.stop();
  }

  /** Ends the answers that would not end by themselves. */
  void drain() {
    draining = true;
    for (Http2Exchange exchange : exchanges()) {
      exchange.endStreaming();
    }
    channel.flush();
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
      boolean end)
      throws Http2Exception {
    onHeadersRead(ctx, id, headers, padding, end);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean end)
      throws Http2Exception {
    Http2Stream stream = connection.stream(id);
    Http2Exchange known = stream.getProperty(key);
    if (known != null) { // trailers
      if (end) {
        known.received();
      }
      return;
    }
    Http2Writer to = writer;
    CharSequence method = headers.method();
    CharSequence path = headers.path();
    if (to == null || method == null || path == null || !Targets.good(path)) {
      throw Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, "not a request");
    }
    if (running >= RUNNING_PER_STREAM * parts.bounds().streamsPerConnection()) {
      throw Http2Exception.connectionError(
          Http2Error.ENHANCE_YOUR_CALM, "too many abandoned requests");
    }
    Http2Exchange exchange =
        new Http2Exchange(
            this, to, stream, method.toString(), Targets.origin(path), headersOf(headers));
    stream.setProperty(key, exchange);
    open++;
    exchange.begin(headers.getLong("content-length", 0), end);
  }

  private static Headers headersOf(Http2Headers headers) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (Map.Entry<CharSequence, CharSequence> entry : headers) {
      String name = entry.getKey().toString();
      if (!name.startsWith(":")) {
        values.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(entry.getValue().toString());
      }
    }
    CharSequence authority = headers.authority();
    if (authority != null) {
      values.put("host", List.of(authority.toString()));
    }
    return new Headers(values);
  }

  @Override
  public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean end) {
    int size = data.readableBytes() + padding;
    Http2Exchange exchange = connection.stream(id).getProperty(key);
    if (exchange != null) {
      exchange.append(data);
      if (end) {
        exchange.received();
      }
    }
    return size; // copied: the client may send as much again
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    Http2Exchange exchange = stream.getProperty(key);
    if (exchange != null) {
      open--;
      if (open == 0) {
        idleSince = System.nanoTime();
        watchdog.expect(idleSince + parts.bounds().idle().toNanos());
      }
      exchange.gone();
    }
  }

  @Override
  public void writabilityChanged(Http2Stream stream) {
    Http2Exchange exchange = stream.getProperty(key);
    if (exchange != null) {
      exchange.writable();
    }
  }

  boolean isDraining() {
    return draining;
  }

  ServerParts parts() {
    return parts;
  }

  Peer peer() {
    return peer;
  }

  /** Any thread. */
  void wake(Wakes.Work work) {
    wakes.add(work);
  }

  void handlerStarted() {
    running++;
  }

  void handlerReturned() {
    running--;
  }

  void expect(long deadline) {
    watchdog.expect(deadline);
  }

  private long check(long now) {
    long idle = parts.bounds().idle().toNanos();
    long next = now + idle;
    if (open == 0) {
      if (now - (idleSince + idle) >= 0) {
        channel.close();
      } else {
        next = idleSince + idle;
      }
    }
    for (Http2Exchange exchange : exchanges()) {
      if (exchange.hasDeadline()) {
        if (now - exchange.deadline() >= 0) {
          exchange.late();
        } else if (exchange.deadline() - next < 0) {
          next = exchange.deadline();
        }
      }
    }
    channel.flush();
    return next;
  }

  private List<Http2Exchange> exchanges() {
    List<Http2Exchange> all = new ArrayList<>();
    try {
      connection.forEachActiveStream(
          stream -> {
            Http2Exchange exchange = stream.getProperty(key);
            if (exchange != null) {
              all.add(exchange);
            }
            return true;
          });
    } catch (Http2Exception e) {
      throw new IllegalStateException(e); // only what the visitor throws
    }
    return all;
  }
}
