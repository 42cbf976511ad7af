package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.Peer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection: its requests one after the other. It reads on while one is answered, so
 * that a client's going is noticed, and keeps what comes then for later, within a bound. Event loop
 * only.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter {
  /** Of requests that came before their turn; past it the socket is not read. Unit: bytes. */
  private static final int MOST_AHEAD = 64 * 1024;

  /** What a decoded head counts for. Unit: bytes. */
  private static final int HEAD_SIZE = 1024;

  /**
   * A refused client may still be sending; closed at once, its answer would be lost to the reset.
   * It is closed when it has been quiet for so long.
   */
  private static final long QUIET_MILLIS = 500;

  /** Or when it has sent on for {@link #QUIET_MILLIS} so many times. */
  private static final int MOST_LINGERS = 60;

  private final Peer peer;
  private final ServerParts parts;
  private final Queue<Object> ahead = new ArrayDeque<>();
  private int aheadBytes;

  private @Nullable Http1Request current;
  private @Nullable Http1Answer answer;
  private @Nullable Wakes wakes;
  private @Nullable Watchdog watchdog;
  private boolean lingering;
  private boolean heard;
  private boolean draining;
  private long deadline;

  Http1Connection(Peer peer, ServerParts parts) {
    this.peer = peer;
    this.parts = parts;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    wakes = new Wakes(ctx.executor(), ctx::flush);
    Watchdog dog = new Watchdog(ctx.executor(), now -> check(ctx, now));
    watchdog = dog;
    deadline = System.nanoTime() + parts.bounds().head().toNanos();
    dog.expect(deadline);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (lingering) {
      heard = true;
      ReferenceCountUtil.release(message);
      return;
    }
    ahead.add(message);
    aheadBytes += sizeOf(message);
    advance(ctx);
    if (aheadBytes > MOST_AHEAD) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  private static int sizeOf(Object message) {
    return switch (message) {
      case ByteBuf bytes -> bytes.readableBytes();
      case ByteBufHolder holder -> holder.content().readableBytes();
      default -> HEAD_SIZE;
    };
  }

  private void advance(ChannelHandlerContext ctx) {
    while (answer == null && !lingering && !ahead.isEmpty()) {
      Object message = ahead.remove();
      aheadBytes -= sizeOf(message);
      try {
        take(ctx, message);
      } finally {
        ReferenceCountUtil.release(message);
      }
    }
    if (aheadBytes <= MOST_AHEAD) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  private void take(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpRequest head) {
        begin(ctx, head);
      }
      Http1Request request = current;
      if (message instanceof HttpContent content && request != null) {
        if (content.decoderResult().isFailure()) {
          throw new Http1Request.Refused(400);
        }
        request.body().append(content.content());
        if (content instanceof LastHttpContent) {
          dispatch(ctx, request);
        }
      }
    } catch (Http1Request.Refused refused) {
      refuse(ctx, Http1Request.plain(refused.status()));
    } catch (ApiFailure failure) {
      refuse(ctx, ApiResponse.failure(failure.status()));
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest head) {
    Http1Request request = Http1Request.of(head, parts);
    current = request;
    deadline = System.nanoTime() + parts.bounds().body().toNanos();
    dog().expect(deadline);
    if (request.expectsContinue()) {
      ctx.writeAndFlush(Http1Request.goOn());
    }
  }

  private void dispatch(ChannelHandlerContext ctx, Http1Request request) {
    Http1Answer to = answerTo(ctx, request);
    if (request.wantsUpgrade()) {
      // what follows is not HTTP, whatever the answer will be; it comes here at once, to wait
      ctx.pipeline().remove(HttpRequestDecoder.class);
    }
    parts.dispatcher().dispatch(request.raw(peer), to::answered);
  }

  private Http1Answer answerTo(ChannelHandlerContext ctx, Http1Request request) {
    Wakes woken = wakes;
    if (woken == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    Http1Answer to = new Http1Answer(this, ctx, request, parts, woken);
    if (draining) {
      to.closeAfter();
    }
    answer = to;
    return to;
  }

  /** Answers what is no request, or too much of one, and closes. */
  private void refuse(ChannelHandlerContext ctx, ApiResponse.Complete response) {
    Http1Request request = current;
    if (request != null) {
      request.body().giveBack();
    }
    Http1Answer to = answerTo(ctx, request == null ? Http1Request.none(parts) : request);
    to.closeAfter();
    to.send(response);
    ctx.flush();
  }

  /** All of the answer is written; {@code last} becomes done when it is with the socket. */
  void answered(
      ChannelHandlerContext ctx, ChannelFuture last, boolean requestWhole, boolean close) {
    current = null;
    if (close) {
      lingering = true;
      dropAhead();
      ctx.channel().config().setAutoRead(true);
      if (requestWhole) {
        last.addListener(_ -> ctx.close());
      } else {
        last.addListener(_ -> linger(ctx, MOST_LINGERS));
      }
      return;
    }
    answer = null;
    deadline = System.nanoTime() + parts.bounds().idle().toNanos();
    dog().expect(deadline);
    advance(ctx);
  }

  private void linger(ChannelHandlerContext ctx, int left) {
    heard = false;
    ctx.executor()
        .schedule(
            () -> {
              if (heard && left > 0) {
                linger(ctx, left - 1);
              } else {
                ctx.close();
              }
            },
            QUIET_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /** The connection is the takeover's now; what came early is its first input. */
  void handOver(ChannelHandlerContext ctx, TakenOver next) {
    dog().stop();
    answer = null;
    lingering = true;
    ctx.channel().config().setAutoRead(true);
    ctx.pipeline().remove(HttpResponseEncoder.class);
    ctx.pipeline().addLast(next);
    for (Object early = ahead.poll(); early != null; early = ahead.poll()) {
      ctx.fireChannelRead(early);
    }
    ctx.pipeline().remove(this);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Http1Answer to = answer;
    if (to != null) {
      to.wake();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Drain.NOW) {
      draining = true;
      Http1Answer to = answer;
      if (to == null && current == null) {
        ctx.close();
      } else if (to != null) {
        to.closeAfter();
        to.endStreaming();
        ctx.flush();
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    dog().stop();
    lingering = true;
    dropAhead();
    Http1Request request = current;
    if (request != null) {
      request.body().giveBack();
    }
    Http1Answer to = answer;
    if (to != null) {
      to.gone();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Quietly.close(ctx, cause);
  }

  boolean isDraining() {
    return draining;
  }

  private void dropAhead() {
    ahead.forEach(ReferenceCountUtil::release);
    ahead.clear();
    aheadBytes = 0;
  }

  private Watchdog dog() {
    Watchdog dog = watchdog;
    if (dog == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return dog;
  }

  /** A deadline of the answer's own has been set. */
  void expect(long time) {
    dog().expect(time);
  }

  private long check(ChannelHandlerContext ctx, long now) {
    Http1Answer to = answer;
    long due = to != null ? to.deadline() : deadline;
    if (now - due < 0) {
      return due;
    }
    if (to != null) {
      ctx.close(); // it takes nothing
    } else if (current != null) {
      refuse(
          ctx,
          ApiResponse.failure(
              ApiStatus.of(
                  408,
                  "Timeout",
                  "the request's body was not whole after " + parts.bounds().body())));
    } else {
      ctx.close();
    }
    return now + parts.bounds().idle().toNanos();
  }
}
