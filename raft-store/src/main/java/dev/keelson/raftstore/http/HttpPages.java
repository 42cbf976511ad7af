package dev.keelson.raftstore.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few pages that speak HTTP/1.1: /health, /livez, /readyz, /version and /metrics, all by GET,
 * with etcd's texts. A page may take its time (a read barrier); the connection's next request waits
 * for it.
 */
public final class HttpPages {
  private static final Logger LOG = LoggerFactory.getLogger(HttpPages.class);

  /** No page reads a body. Unit: bytes. */
  private static final int MOST_BODY = 64 << 10;

  /** What a page answers; {@code text} is sent as UTF-8. */
  public record Page(int status, String contentType, String text) {
    private static final String PLAIN = "text/plain; charset=utf-8";

    static Page ok(String contentType, String text) {
      return new Page(200, contentType, text);
    }

    static Page plain(int status, String text) {
      return new Page(status, PLAIN, text);
    }

    /** As Go's http.Error writes it: with a line end. */
    static Page error(int status, String text) {
      return plain(status, text + "\n");
    }
  }

  private final HealthPages health;
  private final Metrics metrics;
  private final String version;

  /** {@code version}: the body of /version. */
  public HttpPages(HealthPages health, Metrics metrics, String version) {
    this.health = health;
    this.metrics = metrics;
    this.version = version;
  }

  /** Puts the handlers at the end of a connection's pipeline. */
  public void install(ChannelPipeline pipeline) {
    pipeline.addLast(new HttpServerCodec());
    pipeline.addLast(new HttpObjectAggregator(MOST_BODY));
    pipeline.addLast(new Connection());
  }

  CompletableFuture<Page> page(HttpMethod method, String uri) {
    QueryStringDecoder query = new QueryStringDecoder(uri);
    String path = query.path();
    boolean known = path.equals("/version") || path.equals("/metrics") || health.knows(path);
    if (!known) {
      return done(Page.error(404, "404 page not found"));
    }
    if (!method.equals(HttpMethod.GET)) {
      return done(Page.error(405, "Method Not Allowed"));
    }
    return switch (path) {
      case "/version" -> done(Page.ok("application/json", version));
      case "/metrics" -> done(Page.ok("text/plain; version=0.0.4; charset=utf-8", metrics.text()));
      default -> health.page(path, query.parameters());
    };
  }

  private static CompletableFuture<Page> done(Page page) {
    return CompletableFuture.completedFuture(page);
  }

  private final class Connection extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      boolean keepAlive = HttpUtil.isKeepAlive(request);
      boolean head = request.method().equals(HttpMethod.HEAD);
      // One request at a time: answers come in the order of the questions.
      ctx.channel().config().setAutoRead(false);
      page(request.method(), request.uri())
          .whenComplete(
              (page, fault) -> {
                if (fault != null) {
                  LOG.error("page {} failed", request.uri(), fault);
                }
                Page answer = page != null ? page : Page.error(500, "internal error");
                ctx.executor().execute(() -> write(ctx, answer, keepAlive, head));
              });
    }

    private void write(ChannelHandlerContext ctx, Page page, boolean keepAlive, boolean head) {
      byte[] body = page.text().getBytes(StandardCharsets.UTF_8);
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.valueOf(page.status()),
              head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, page.contentType());
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
      if (page.contentType().startsWith("text/plain")) {
        response.headers().set("X-Content-Type-Options", "nosniff");
      }
      if (page.status() == 405) {
        response.headers().set(HttpHeaderNames.ALLOW, "GET");
      }
      HttpUtil.setKeepAlive(response, keepAlive);
      var written = ctx.writeAndFlush(response);
      if (keepAlive) {
        ctx.channel().config().setAutoRead(true);
        ctx.read();
      } else {
        written.addListener(ChannelFutureListener.CLOSE);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.debug("connection of {} failed", ctx.channel().remoteAddress(), cause);
      ctx.close();
    }
  }
}
