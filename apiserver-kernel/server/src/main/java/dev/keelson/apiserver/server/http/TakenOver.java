package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.server.Takeover;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that was upgraded: bytes and no more HTTP. */
final class TakenOver extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(TakenOver.class);

  private final Takeover takeover;
  private boolean closed;

  TakenOver(Takeover takeover) {
    this.takeover = takeover;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    Wire wire = new Wire(ctx.channel());
    this.wire = wire;
    try {
      takeover.open(wire);
    } catch (RuntimeException fault) {
      failed(ctx, fault);
    }
  }

  private @Nullable Wire wire;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof ByteBuf bytes && !closed) {
        for (ByteBuffer part : bytes.nioBuffers()) {
          takeover.received(part);
        }
      }
    } catch (RuntimeException fault) {
      failed(ctx, fault);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Wire to = wire;
    if (to != null && ctx.channel().isWritable()) {
      to.wake.run();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Drain.NOW) {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end();
  }

  private void end() {
    if (!closed) {
      closed = true;
      takeover.closed();
    }
  }

  private void failed(ChannelHandlerContext ctx, RuntimeException fault) {
    LOG.error("an upgraded connection failed", fault);
    end();
    ctx.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Quietly.close(ctx, cause);
  }

  private static final class Wire implements Takeover.Wire {
    private final Channel channel;
    private volatile Runnable wake = () -> {};

    Wire(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void send(ByteBuffer bytes) {
      channel.writeAndFlush(Unpooled.copiedBuffer(bytes));
    }

    @Override
    public boolean isWritable() {
      return channel.isWritable();
    }

    @Override
    public void onWritable(Runnable whenAgain) {
      wake = whenAgain;
    }

    @Override
    public void reading(boolean on) {
      channel.config().setAutoRead(on);
    }

    @Override
    public void close() {
      channel.close();
    }
  }
}
