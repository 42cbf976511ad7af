package dev.keelson.raftstore.etcd;

import dev.keelson.raftstore.http.TlsPort;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.ProtocolNegotiationEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * gRPC and HTTP/1.1 on one port: the first clear bytes of a connection decide. HTTP/2 with prior
 * knowledge begins with "PRI ", which is no method of HTTP/1.1.
 *
 * <p>The only class that touches gRPC's internals ({@code Internal*}): its pipeline is built behind
 * a negotiator, and a negotiator is what this is.
 */
final class SharedPort implements InternalProtocolNegotiator.ProtocolNegotiator {
  private static final Attributes.Key<EventLoop> EVENT_LOOP = Attributes.Key.create("event-loop");
  private static final byte[] PREFACE = {'P', 'R', 'I', ' '};

  /** A connection that says nothing is closed after this; etcd's cmux waits as long. */
  private static final long SILENCE_SECONDS = 10;

  private final InternalProtocolNegotiator.ProtocolNegotiator grpc =
      InternalProtocolNegotiators.serverPlaintext();
  private final Consumer<ChannelPipeline> http;
  private final Optional<TlsPort> tls;

  /**
   * {@code http} puts its handlers at the end of a pipeline; the bytes read so far follow. {@code
   * tls} empty: in clear.
   */
  SharedPort(Consumer<ChannelPipeline> http, Optional<TlsPort> tls) {
    this.http = http;
    this.tls = tls;
  }

  /** The event loop of the connection that {@code call} came by. */
  static EventLoop eventLoop(ServerCall<?, ?> call) {
    EventLoop loop = call.getAttributes().get(EVENT_LOOP);
    if (loop == null) {
      throw new AssertionError("a call that did not come through this port");
    }
    return loop;
  }

  @Override
  public AsciiString scheme() {
    return grpc.scheme();
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler connection) {
    return new Sniffer(grpc.newHandler(connection), http, tls);
  }

  @Override
  public void close() {
    grpc.close();
  }

  private static final class Sniffer extends ChannelInboundHandlerAdapter {
    private final ChannelHandler grpc;
    private final Consumer<ChannelPipeline> http;
    private final Optional<TlsPort> tls;
    private @Nullable ProtocolNegotiationEvent negotiation;
    private @Nullable CompositeByteBuf seen;
    private @Nullable ScheduledFuture<?> silence;

    Sniffer(ChannelHandler grpc, Consumer<ChannelPipeline> http, Optional<TlsPort> tls) {
      this.grpc = grpc;
      this.http = http;
      this.tls = tls;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      tls.ifPresent(port -> port.installBefore(ctx.pipeline(), ctx.name()));
      silence = ctx.executor().schedule(() -> ctx.close(), SILENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** gRPC starts negotiating by an event; it is kept until it is known whether gRPC is meant. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ProtocolNegotiationEvent started) {
        Attributes attributes =
            InternalProtocolNegotiationEvent.getAttributes(started).toBuilder()
                .set(EVENT_LOOP, ctx.channel().eventLoop())
                .build();
        negotiation = InternalProtocolNegotiationEvent.withAttributes(started, attributes);
      } else {
        ctx.fireUserEventTriggered(event);
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (seen == null) {
        seen = ctx.alloc().compositeBuffer();
      }
      seen.addComponent(true, (ByteBuf) message);
      int compared = Math.min(seen.readableBytes(), PREFACE.length);
      for (int i = 0; i < compared; i++) {
        if (seen.getByte(i) != PREFACE[i]) {
          toHttp(ctx);
          return;
        }
      }
      if (compared == PREFACE.length) {
        toGrpc(ctx);
      }
    }

    private void toGrpc(ChannelHandlerContext ctx) {
      ByteBuf bytes = decided();
      ChannelPipeline pipeline = ctx.pipeline();
      ChannelHandlerContext before = pipeline.context(ctx.name());
      pipeline.addAfter(before.name(), null, grpc);
      if (negotiation != null) {
        ctx.fireUserEventTriggered(withSession(negotiation, pipeline));
      }
      ctx.fireChannelRead(bytes);
      pipeline.remove(this);
    }

    /** Where gRPC's own TLS would have put it: who the client is, by its certificate. */
    private static ProtocolNegotiationEvent withSession(
        ProtocolNegotiationEvent started, ChannelPipeline pipeline) {
      SslHandler ssl = pipeline.get(SslHandler.class);
      if (ssl == null) {
        return started;
      }
      return InternalProtocolNegotiationEvent.withAttributes(
          started,
          InternalProtocolNegotiationEvent.getAttributes(started).toBuilder()
              .set(Grpc.TRANSPORT_ATTR_SSL_SESSION, ssl.engine().getSession())
              .build());
    }

    /**
     * gRPC's buffering handler has to go before a byte is replayed: it would keep what HTTP writes,
     * and then lose it. What gRPC's transport wanted to write is lost with it, and is nothing.
     */
    private void toHttp(ChannelHandlerContext ctx) {
      ByteBuf bytes = decided();
      ChannelPipeline pipeline = ctx.pipeline();
      while (pipeline.last() != this) {
        pipeline.removeLast();
      }
      http.accept(pipeline);
      ctx.fireChannelRead(bytes);
      pipeline.remove(this);
    }

    private ByteBuf decided() {
      ByteBuf bytes = java.util.Objects.requireNonNull(seen);
      seen = null;
      if (silence != null) {
        silence.cancel(false);
      }
      return bytes;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
      if (silence != null) {
        silence.cancel(false);
      }
      if (seen != null) {
        seen.release();
        seen = null;
      }
    }
  }
}
