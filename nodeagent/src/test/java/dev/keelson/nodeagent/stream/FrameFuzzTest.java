package dev.keelson.nodeagent.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Frames that were valid and are damaged, and noise, cut anywhere: the link goes on or is closed.
 * The same at each run; {@code -Dkeelson.fuzz.seed} makes others.
 */
class FrameFuzzTest {
  private static final long SEED = Long.getLong("keelson.fuzz.seed", 0);

  private static byte[] damaged(byte[] valid, Random random) {
    byte[] bytes = valid.clone();
    if (random.nextInt(10) == 0) {
      random.nextBytes(bytes);
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static void feed(EmbeddedChannel channel, byte[] bytes, Random random) {
    for (int at = 0; at < bytes.length && channel.isOpen(); ) {
      int end = Math.min(bytes.length, at + 1 + random.nextInt(40));
      channel.writeInbound(Unpooled.copiedBuffer(bytes, at, end - at));
      at = end;
    }
    channel.checkException();
    channel.finishAndReleaseAll();
    assertThat(channel.isOpen()).isFalse();
  }

  private static byte[] sent(EmbeddedChannel by) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuf each = by.readOutbound(); each != null; each = by.readOutbound()) {
      byte[] bytes = new byte[each.readableBytes()];
      each.readBytes(bytes);
      each.release();
      all.writeBytes(bytes);
    }
    by.finishAndReleaseAll();
    return all.toByteArray();
  }

  @Property(tries = 500, seed = "1", shrinking = ShrinkingMode.OFF)
  void spdy(@ForAll long seed) {
    Random random = new Random(seed ^ SEED);
    EmbeddedChannel client = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
    DefaultSpdySynStreamFrame open = new DefaultSpdySynStreamFrame(1, 0, (byte) 0);
    open.headers().set("streamtype", "stdin").set("port", "80").set("requestid", "0");
    client.writeOutbound(open);
    client.writeOutbound(new DefaultSpdyDataFrame(1, Unpooled.wrappedBuffer(new byte[50])));
    client.writeOutbound(new DefaultSpdyPingFrame(3));
    byte[] bytes = damaged(sent(client), random);
    EmbeddedChannel channel = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
    channel.pipeline().addLast(new SpdyLink(channel));
    feed(channel, bytes, random);
  }

  @Property(tries = 500, seed = "1", shrinking = ShrinkingMode.OFF)
  void webSockets(@ForAll long seed) {
    Random random = new Random(seed ^ SEED);
    EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameEncoder(true));
    client.writeOutbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[300])));
    client.writeOutbound(new PingWebSocketFrame(Unpooled.wrappedBuffer(new byte[4])));
    client.writeOutbound(
        new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {(byte) 255, 0})));
    client.writeOutbound(new CloseWebSocketFrame(1000, "end"));
    byte[] bytes = damaged(sent(client), random);
    EmbeddedChannel channel =
        new EmbeddedChannel(new WebSocket13FrameDecoder(true, false, 1 << 20));
    channel
        .pipeline()
        .addLast(new WebSocketTerminal(channel, new Streams(true, true, true, true), true));
    feed(channel, bytes, random);
  }
}
