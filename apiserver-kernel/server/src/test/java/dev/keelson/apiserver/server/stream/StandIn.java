package dev.keelson.apiserver.server.stream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands for a node agent: a connection's request head is kept, and the rest is the test's. */
final class StandIn implements AutoCloseable {
  /** What it does after it has read the head. */
  interface Behaviour {
    void run(String head, InputStream in, OutputStream out) throws Exception;
  }

  private final ServerSocket listener;
  final Queue<String> heads = new ConcurrentLinkedQueue<>();

  StandIn(Behaviour behaviour) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), behaviour);
  }

  StandIn(ServerSocket listener, Behaviour behaviour) {
    this.listener = listener;
    Thread.startVirtualThread(() -> accept(behaviour));
  }

  private void accept(Behaviour behaviour) {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.startVirtualThread(() -> serve(socket, behaviour));
      } catch (IOException _) {
        // closed
      }
    }
  }

  private void serve(Socket socket, Behaviour behaviour) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int c = in.read();
        if (c < 0) {
          return;
        }
        head.append((char) c);
      }
      heads.add(head.toString());
      behaviour.run(head.toString(), in, socket.getOutputStream());
    } catch (Exception _) {
      // the other side has gone: that is what some tests do
    }
  }

  NodeAddress address() {
    return new NodeAddress("127.0.0.1", listener.getLocalPort(), false);
  }

  static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
