package dev.keelson.nodeagent.stream;

import dev.keelson.nodeagent.node.HostedNode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection's requests, of which there is one: each on a virtual thread. */
final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

  private final Gate gate;
  private final Hosts hosts;

  Requests(Gate gate, Hosts hosts) {
    this.gate = gate;
    this.hosts = hosts;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
    String local =
        ((InetSocketAddress) context.channel().localAddress()).getAddress().getHostAddress();
    Optional<HostedNode> node = hosts.nodeAt(local);
    Reply reply = new Reply(context.channel());
    if (node.isEmpty()) {
      reply.whole(404, "text/plain", "no node has the address " + local + "\n");
      return;
    }
    if (node.get().isPaused()) {
      return; // Its machine stands still: the caller waits, as it would.
    }
    Request request = Request.of(node.get(), message);
    List<X509Certificate> chain = certificates(context);
    Thread.ofVirtual().name("kubelet-request").start(() -> serve(request, reply, chain));
  }

  private static List<X509Certificate> certificates(ChannelHandlerContext context) {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      SslHandler tls = context.pipeline().get(SslHandler.class);
      for (var each : tls.engine().getSession().getPeerCertificates()) {
        if (each instanceof X509Certificate certificate) {
          chain.add(certificate);
        }
      }
    } catch (SSLPeerUnverifiedException _) {
      // It shows none.
    }
    return chain;
  }

  private void serve(Request request, Reply reply, List<X509Certificate> chain) {
    try {
      Caller caller = gate.caller(chain, request.header(HttpHeaderNames.AUTHORIZATION));
      gate.check(caller, Access.verb(request), request.node().name(), Access.subresources(request));
      new Routes(request, reply, hosts).serve();
    } catch (Refused e) {
      if (reply.isBegun()) {
        reply.channel().close();
      } else {
        reply.whole(e.status(), "text/plain; charset=utf-8", e.text());
      }
    } catch (IOException e) {
      reply.channel().close(); // The client has gone.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("{} {} failed", request.method(), request.uri(), e);
      if (reply.isBegun()) {
        reply.channel().close();
      } else {
        reply.whole(500, "text/plain; charset=utf-8", "Internal Server Error\n");
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close(); // No TLS, no HTTP, or no client any more.
  }
}
