package dev.keelson.apiserver.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends connections that broke: by the network or the client nobody wants to read of. */
final class Quietly {
  private static final Logger LOG = LoggerFactory.getLogger(HttpsServer.class);

  private Quietly() {}

  static void close(ChannelHandlerContext ctx, Throwable cause) {
    Throwable root =
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    if (root instanceof IOException || root instanceof SSLException) {
      LOG.debug("connection of {} broke: {}", ctx.channel().remoteAddress(), root.toString());
    } else {
      LOG.warn("connection of {} failed", ctx.channel().remoteAddress(), cause);
    }
    ctx.close();
  }
}
