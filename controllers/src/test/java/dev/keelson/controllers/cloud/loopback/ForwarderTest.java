package dev.keelson.controllers.cloud.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.controllers.network.IpPrefix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwarderTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

  private static Forwarder.Targets to(int... ports) {
    return new Forwarder.Targets(
        java.util.Arrays.stream(ports).mapToObj(port -> new Backend("127.0.0.1", port)).toList(),
        List.of(),
        false);
  }

  /** Answers only when the other side has ended, with a name and what it heard. */
  private static ServerSocket server(String name) throws IOException {
    ServerSocket server = new ServerSocket(0, 16, HERE);
    Thread.ofVirtual()
        .start(
            () -> {
              while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                  byte[] heard = client.getInputStream().readAllBytes();
                  client
                      .getOutputStream()
                      .write((name + heard.length).getBytes(StandardCharsets.UTF_8));
                } catch (IOException _) {
                  // The next, or closed.
                }
              }
            });
    return server;
  }

  private static String ask(int port, int bytes) throws IOException {
    try (Socket socket = new Socket(HERE, port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(new byte[bytes]);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void whatIsSaidAfterTheOthersEndArrives() throws IOException {
    try (ServerSocket server = server("a");
        Forwarder forwarder = Forwarder.listen(HERE, 0, to(server.getLocalPort()))) {
      assertThat(ask(forwarder.port(), 1_000_000)).isEqualTo("a1000000");
      assertThat(ask(forwarder.port(), 0)).isEqualTo("a0");
    }
  }

  @Test
  void backendsTakeTurnsAndOneThatDoesNotAnswerIsPassedOver() throws IOException {
    try (ServerSocket one = server("a");
        ServerSocket other = server("b");
        ServerSocket closed = new ServerSocket(0, 1, HERE)) {
      int dead = closed.getLocalPort();
      closed.close();
      try (Forwarder forwarder =
          Forwarder.listen(HERE, 0, to(one.getLocalPort(), dead, other.getLocalPort()))) {
        assertThat(List.of(ask(forwarder.port(), 1), ask(forwarder.port(), 1)))
            .containsExactly("a1", "b1");
        forwarder.retarget(to(one.getLocalPort()));
        assertThat(ask(forwarder.port(), 2)).isEqualTo("a2");
      }
    }
  }

  @Test
  void aStrangerHearsNothing() throws IOException {
    try (ServerSocket server = server("a");
        Forwarder forwarder =
            Forwarder.listen(
                HERE,
                0,
                new Forwarder.Targets(
                    List.of(new Backend("127.0.0.1", server.getLocalPort())),
                    IpPrefix.parse("10.0.0.0/8").stream().toList(),
                    false))) {
      String heard;
      try {
        heard = ask(forwarder.port(), 1);
      } catch (IOException _) {
        heard = "";
      }
      assertThat(heard).isEmpty();
    }
  }
}
