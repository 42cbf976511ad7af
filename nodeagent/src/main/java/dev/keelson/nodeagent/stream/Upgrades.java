package dev.keelson.nodeagent.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** From HTTP/1.1 to WebSocket or SPDY/3.1, and the streams over it. */
final class Upgrades {
  private static final String REMOTE = ".channel.k8s.io";
  private static final String FIRST = "channel.k8s.io";
  private static final String WEB_SOCKETS = "v5" + REMOTE + ",v4" + REMOTE + "," + FIRST;
  private static final List<String> SPDY = List.of("v4" + REMOTE, "v3" + REMOTE, "v2" + REMOTE);

  /** Of a frame, and of a message. Unit: bytes. */
  private static final int MOST_FRAME = 1 << 20;

  private Upgrades() {}

  /** Returns when its streams are open. */
  static Terminal terminal(Request request, Reply reply, Streams wanted)
      throws IOException, InterruptedException {
    return switch (request.upgrade()) {
      case "websocket" -> webSocket(request, reply, wanted);
      case "spdy/3.1" -> SpdyTerminal.over(spdy(request, reply, SPDY), wanted);
      default -> throw new Refused(400, "unable to upgrade: missing upgrade headers in request");
    };
  }

  private static Terminal webSocket(Request request, Reply reply, Streams wanted)
      throws IOException {
    String offered = request.header(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).orElse("");
    String chosen =
        Arrays.stream(offered.split(","))
            .map(String::strip)
            .filter(List.of(WEB_SOCKETS.split(","))::contains)
            .findFirst()
            .orElseThrow(
                () ->
                    new Refused(
                        400, "unable to upgrade: none of the subprotocols is known: " + offered));
    DefaultFullHttpRequest copy =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, request.uri());
    copy.headers().set(request.headers());
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(
                "wss://kubelet" + request.uri(), chosen, false, MOST_FRAME)
            .newHandshaker(copy);
    if (handshaker == null) {
      throw new Refused(400, "unable to upgrade: an unknown version of WebSocket");
    }
    Channel channel = reply.channel();
    WebSocketTerminal terminal = new WebSocketTerminal(channel, wanted, !chosen.equals(FIRST));
    List<Throwable> failures = new ArrayList<>();
    await(
        channel,
        () -> {
          channel.pipeline().remove("whole");
          channel.pipeline().remove("requests");
          ChannelFuture done = handshaker.handshake(channel, copy);
          channel.pipeline().addLast(new WebSocketFrameAggregator(MOST_FRAME)).addLast(terminal);
          if (done.isDone() && !done.isSuccess()) {
            failures.add(done.cause());
          }
        });
    if (!failures.isEmpty()) {
      throw new IOException("no handshake", failures.getFirst());
    }
    terminal.greet();
    return terminal;
  }

  /**
   * A SPDY connection.
   *
   * @param protocols of which the client must offer one; the first that it does is taken
   */
  static SpdyLink spdy(Request request, Reply reply, List<String> protocols) throws IOException {
    if (!request.upgrade().equals("spdy/3.1")) {
      throw new Refused(400, "unable to upgrade: SPDY/3.1 is wanted here");
    }
    List<String> offered = request.streamProtocols();
    String chosen =
        protocols.stream()
            .filter(offered::contains)
            .findFirst()
            .orElseThrow(
                () ->
                    new Refused(
                        403,
                        "unable to upgrade: unable to negotiate protocol: client supports "
                            + offered
                            + ", server accepts "
                            + protocols));
    Channel channel = reply.channel();
    SpdyLink link = new SpdyLink(channel);
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
    response.headers().set(HttpHeaderNames.CONNECTION, "Upgrade");
    response.headers().set(HttpHeaderNames.UPGRADE, "SPDY/3.1");
    response.headers().set("X-Stream-Protocol-Version", chosen);
    await(
        channel,
        () -> {
          channel.writeAndFlush(response);
          channel.pipeline().addLast(new SpdyFrameCodec(SpdyVersion.SPDY_3_1)).addLast(link);
          channel.pipeline().remove("whole");
          channel.pipeline().remove("requests");
          channel.pipeline().remove("http");
        });
    return link;
  }

  private static void await(Channel channel, Runnable what) throws IOException {
    try {
      channel.eventLoop().submit(what).sync();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
