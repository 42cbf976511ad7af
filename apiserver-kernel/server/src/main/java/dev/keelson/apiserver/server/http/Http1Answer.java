package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.BodyStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to one request of a connection. Event loop only, but for {@link #answered} and {@link
 * #wake}.
 */
final class Http1Answer implements Wakes.Work {
  private static final Logger LOG = LoggerFactory.getLogger(Http1Answer.class);
  private static final long NEVER = Long.MAX_VALUE / 4;

  private final Http1Connection connection;
  private final ChannelHandlerContext ctx;
  private final Http1Request request;
  private final ServerParts parts;
  private final Wakes wakes;
  private final AtomicBoolean queued = new AtomicBoolean();
  private final AtomicReference<@Nullable ApiResponse> mailbox = new AtomicReference<>();

  private @Nullable BodyStream body;
  private boolean endless;
  private boolean close;
  private boolean over;
  private long deadline = System.nanoTime() + NEVER;

  Http1Answer(
      Http1Connection connection,
      ChannelHandlerContext ctx,
      Http1Request request,
      ServerParts parts,
      Wakes wakes) {
    this.connection = connection;
    this.ctx = ctx;
    this.request = request;
    this.parts = parts;
    this.wakes = wakes;
    this.close = !request.keepAlive();
  }

  /** It is the connection's last. */
  void closeAfter() {
    close = true;
  }

  /** Any thread. */
  void answered(ApiResponse response) {
    mailbox.set(response);
    wake();
  }

  /** Any thread. */
  void wake() {
    if (queued.compareAndSet(false, true)) {
      wakes.add(this);
    }
  }

  @Override
  public void run() {
    queued.set(false);
    ApiResponse response = mailbox.getAndSet(null);
    if (response != null) {
      if (over) {
        Dispatcher.discard(response);
      } else {
        send(response);
      }
    }
    pump();
  }

  @Override
  public void lost() {
    ApiResponse response = mailbox.getAndSet(null);
    if (response != null) {
      Dispatcher.discard(response);
    }
  }

  void send(ApiResponse response) {
    progress();
    connection.expect(deadline);
    try {
      switch (response) {
        case ApiResponse.Complete complete -> sendComplete(complete);
        case ApiResponse.Streaming streaming -> sendStreaming(streaming);
        case ApiResponse.Upgraded upgraded -> upgrade(upgraded);
      }
    } catch (RuntimeException fault) {
      failed(fault);
      Dispatcher.discard(response);
    }
  }

  private void progress() {
    deadline = System.nanoTime() + parts.bounds().stall().toNanos();
  }

  private void sendComplete(ApiResponse.Complete complete) {
    close |= request.wantsUpgrade(); // its decoder is gone
    long length = complete.length();
    if (request.method().equals("HEAD") || Http2Exchange.hasNoLength(complete.status())) {
      HttpResponse head = head(complete);
      if (!Http2Exchange.hasNoLength(complete.status())) {
        HttpUtil.setContentLength(head, length);
      }
      ctx.write(head);
      end(ctx.write(new DefaultLastHttpContent()));
    } else if (length <= Batch.BYTES) {
      ByteBuf bytes = Batch.together(complete.body(), ctx.alloc());
      DefaultFullHttpResponse full =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(complete.status()), bytes);
      fill(full.headers(), complete);
      HttpUtil.setContentLength(full, length);
      end(ctx.write(full));
    } else {
      HttpResponse head = head(complete);
      HttpUtil.setContentLength(head, length);
      ctx.write(head);
      body = new CompleteBody(complete);
      pump();
    }
  }

  private void sendStreaming(ApiResponse.Streaming streaming) {
    close |= request.wantsUpgrade();
    if (request.method().equals("HEAD") || Http2Exchange.hasNoLength(streaming.status())) {
      streaming.body().close();
      ctx.write(head(streaming));
      end(ctx.write(new DefaultLastHttpContent()));
      return;
    }
    boolean counted = streaming.headers().first("content-length").isPresent();
    close |= !counted && !request.chunks();
    HttpResponse head = head(streaming);
    if (!counted && request.chunks()) {
      HttpUtil.setTransferEncodingChunked(head, true);
    }
    endless = true;
    deadline = System.nanoTime() + NEVER;
    ctx.write(head);
    streaming.body().onReady(this::wake);
    body = streaming.body();
    pump();
    if (connection.isDraining()) {
      endStreaming();
    }
  }

  private void upgrade(ApiResponse.Upgraded upgraded) {
    if (!request.wantsUpgrade()) {
      upgraded.takeover().closed();
      sendComplete(
          ApiResponse.failure(ApiStatus.badRequest("this request does not ask for an upgrade")));
      return;
    }
    over = true;
    ctx.write(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.SWITCHING_PROTOCOLS,
            ctx.alloc().buffer(0),
            head(upgraded).headers(),
            new DefaultLastHttpContent().trailingHeaders()));
    ctx.flush();
    connection.handOver(ctx, new TakenOver(upgraded.takeover()));
  }

  private HttpResponse head(ApiResponse response) {
    HttpResponse head =
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()));
    fill(head.headers(), response);
    return head;
  }

  private void fill(HttpHeaders headers, ApiResponse response) {
    response.headers().values().forEach((name, values) -> headers.add(name, values));
    headers.set(HttpHeaderNames.DATE, parts.date().now());
    if (response instanceof ApiResponse.Upgraded) {
      return;
    }
    if (close) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (!request.chunks()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }

  private void pump() {
    BodyStream from = body;
    if (over || from == null) {
      return;
    }
    try {
      Batch.Then then = Batch.Then.MORE;
      while (then == Batch.Then.MORE && ctx.channel().isWritable()) {
        Batch batch = Batch.pull(from, ctx.alloc());
        then = batch.then();
        if (batch.bytes().isReadable()) {
          if (!endless) {
            progress();
          }
          // a watch's events go out together at the end of the batch of wakes
          ctx.write(new DefaultHttpContent(batch.bytes()));
          if (then == Batch.Then.MORE) {
            ctx.flush();
          }
        }
        if (then == Batch.Then.END) {
          from.close();
          body = null;
          end(ctx.write(new DefaultLastHttpContent()));
        }
      }
    } catch (RuntimeException fault) {
      failed(fault);
    }
  }

  private void end(ChannelFuture last) {
    over = true;
    ctx.flush();
    connection.answered(ctx, last, request.body().isWhole(), close);
  }

  private void failed(RuntimeException fault) {
    LOG.error("{} could not be answered", request.method(), fault);
    gone();
    ctx.close(); // in the middle of an answer: the client must see that it is not whole
  }

  /** The client has gone. */
  void gone() {
    over = true;
    BodyStream from = body;
    body = null;
    if (from != null) {
      from.close();
    }
  }

  /** The server closes: what would stream on ends here. */
  void endStreaming() {
    BodyStream from = body;
    if (endless && from != null) {
      body = null;
      from.close();
      end(ctx.write(new DefaultLastHttpContent()));
    }
  }

  /** When it is dropped unless the client takes something; in {@link System#nanoTime}'s terms. */
  long deadline() {
    return deadline;
  }
}
