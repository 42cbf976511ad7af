package dev.keelson.nodeagent.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SpdyLinkTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final SpdyLink link = new SpdyLink(channel);

  @Test
  void aStreamIsAnsweredWithAHeaderAndRead() throws Exception {
    channel.pipeline().addLast(link);
    DefaultSpdySynStreamFrame open = new DefaultSpdySynStreamFrame(1, 0, (byte) 0);
    open.headers().set("streamtype", "stdin");
    channel.writeInbound(open);
    SpdySynReplyFrame reply = channel.readOutbound();
    assertThat(reply.streamId()).isEqualTo(1);
    assertThat(reply.headers().isEmpty()).as("Go cannot read an empty block").isFalse();
    SpdyLink.Stream stream = link.next(true).orElseThrow();
    assertThat(stream.type()).isEqualTo("stdin");
    DefaultSpdyDataFrame data =
        new DefaultSpdyDataFrame(1, Unpooled.copiedBuffer("hello", StandardCharsets.UTF_8));
    data.setLast(true);
    channel.writeInbound(data);
    assertThat(stream.input().take()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
    assertThat(stream.input().take()).as("its end").isEmpty();
  }

  @Test
  void aPingComesBackAndAnEndIsSeen() throws Exception {
    channel.pipeline().addLast(link);
    channel.writeInbound(new DefaultSpdyPingFrame(7));
    SpdyPingFrame pong = channel.readOutbound();
    assertThat(pong.id()).isEqualTo(7);
    channel.close();
    assertThat(link.next(true)).isEmpty();
    assertThat(link.isOpen()).isFalse();
  }
}
