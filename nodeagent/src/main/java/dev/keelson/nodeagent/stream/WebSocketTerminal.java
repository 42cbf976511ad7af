package dev.keelson.nodeagent.stream;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code v5.channel.k8s.io}, {@code v4}, and the first, without a number: each message begins with
 * its channel's number. In 5, channel 255 says that another one is at its end; the first tells of a
 * failure in words only.
 */
final class WebSocketTerminal extends SimpleChannelInboundHandler<WebSocketFrame>
    implements Terminal {
  private static final int INPUT = 0;
  private static final int OUTPUT = 1;
  private static final int ERROR_OUTPUT = 2;
  private static final int STATUS = 3;
  private static final int CLOSE = 255;

  /** Of a message to the client. Unit: bytes. */
  private static final int PIECE = 32 * 1024;

  private final Channel channel;
  private final Streams wanted;
  private final boolean tellsStatus;
  private final Input input = new Input();

  /**
   * @param tellsStatus as JSON
   */
  WebSocketTerminal(Channel channel, Streams wanted, boolean tellsStatus) {
    this.tellsStatus = tellsStatus;
    this.channel = channel;
    this.wanted = wanted;
  }

  /** An empty message, so that the client knows that it is connected. */
  void greet() throws IOException {
    send(
        wanted.hasOutput() ? OUTPUT : wanted.hasError() ? ERROR_OUTPUT : STATUS, new byte[0], 0, 0);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    switch (frame) {
      case PingWebSocketFrame _ ->
          context.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
      case CloseWebSocketFrame _ -> context.close();
      case BinaryWebSocketFrame _ -> message(frame.content());
      case TextWebSocketFrame _ -> message(frame.content());
      default -> {
        // A pong.
      }
    }
  }

  private void message(ByteBuf content) {
    if (!content.isReadable()) {
      return;
    }
    int number = content.readUnsignedByte();
    if (number == INPUT) {
      byte[] bytes = new byte[content.readableBytes()];
      content.readBytes(bytes);
      if (!input.add(bytes)) {
        channel.close();
      }
    } else if (number == CLOSE && content.isReadable() && content.readUnsignedByte() == INPUT) {
      input.end();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    input.end();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  @Override
  public byte[] read() throws InterruptedException {
    return input.take();
  }

  @Override
  public void write(boolean isError, byte[] bytes) throws IOException {
    boolean isWanted = isError ? wanted.hasError() : wanted.hasOutput();
    for (int at = 0; isWanted && at < bytes.length; at += PIECE) {
      int length = Math.min(PIECE, bytes.length - at);
      send(isError ? ERROR_OUTPUT : OUTPUT, bytes, at, length);
    }
  }

  private void send(int number, byte[] bytes, int at, int length) throws IOException {
    ByteBuf message = Unpooled.buffer(length + 1);
    message.writeByte(number).writeBytes(bytes, at, length);
    Reply.await(channel.writeAndFlush(new BinaryWebSocketFrame(message)));
  }

  @Override
  public boolean isOpen() {
    return channel.isActive();
  }

  @Override
  public void finish(JsonObject status) throws IOException {
    boolean isSuccess = status.text("status").equals("Success");
    if (tellsStatus || !isSuccess) {
      byte[] text =
          tellsStatus
              ? JsonWriter.bytes(status)
              : status.text("message").getBytes(StandardCharsets.UTF_8);
      send(STATUS, text, 0, text.length);
    }
    channel
        .writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
