package dev.keelson.apiserver.server.stream;

import dev.keelson.apiserver.server.Headers;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** One connection to a node, for one request. Closing it ends every call that blocks in it. */
final class NodeConnection implements AutoCloseable {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int BUFFER = 32 * 1024;

  /** Closed under TLS' feet: TLS' own close waits for a writer, who may wait for ever. */
  private final Socket plain;

  private final InputStream in;
  private final OutputStream out;

  private NodeConnection(Socket plain, Socket socket) throws IOException {
    this.plain = plain;
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    this.out = socket.getOutputStream();
  }

  /**
   * @throws IOException with a message as Go words it
   */
  static NodeConnection open(NodeAddress target, NodeTls tls) throws IOException {
    Socket plain = new Socket();
    try {
      InetSocketAddress address = new InetSocketAddress(target.host(), target.port());
      if (address.isUnresolved()) {
        throw new IOException("dial tcp: lookup %s: no such host".formatted(target.host()));
      }
      plain.connect(address, CONNECT_MILLIS);
      plain.setTcpNoDelay(true);
      plain.setKeepAlive(true);
      if (!target.tls()) {
        return new NodeConnection(plain, plain);
      }
      plain.setSoTimeout(CONNECT_MILLIS);
      Socket secured = tls.over(plain, target);
      plain.setSoTimeout(0);
      return new NodeConnection(plain, secured);
    } catch (IOException e) {
      plain.close();
      throw worded(e, target);
    }
  }

  private static IOException worded(IOException e, NodeAddress target) {
    String dial = "dial tcp " + target.authority() + ": ";
    return switch (e) {
      case SocketTimeoutException _ -> new IOException(dial + "i/o timeout", e);
      case NoRouteToHostException _ -> new IOException(dial + "connect: no route to host", e);
      case ConnectException _ -> new IOException(dial + "connect: connection refused", e);
      default -> e;
    };
  }

  void send(String method, String pathAndQuery, Headers headers, byte[] body) throws IOException {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(pathAndQuery).append(" HTTP/1.1\r\n");
    headers
        .values()
        .forEach(
            (name, values) ->
                values.forEach(
                    value -> head.append(name).append(": ").append(value).append("\r\n")));
    head.append("\r\n");
    byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[start.length + body.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    out.write(all);
    out.flush();
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  /** Any thread, idempotent. */
  @Override
  public void close() {
    try {
      plain.close();
    } catch (IOException _) {
      // it is gone either way
    }
  }
}
