package dev.keelson.apiserver.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.Takeover;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.1 as no well-behaved client sends it. */
class Http1EdgesTest {
  private static final Handler ECHO =
      request ->
          ApiResponse.text(
              200,
              request.method()
                  + " "
                  + request.path()
                  + " "
                  + new String(request.body(), StandardCharsets.UTF_8));

  private static void write(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException(line.toString());
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Status line and body. */
  private static List<String> response(SSLSocket socket) throws IOException {
    InputStream in = socket.getInputStream();
    String status = line(in);
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length: ")) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    return List.of(status, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  @Test
  void answersPipelinedRequestsInTheirOrder() throws Exception {
    try (Served served = Served.with(ECHO);
        SSLSocket socket = served.socket()) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        all.append("POST /%d HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n%02d".formatted(i, i));
      }
      write(socket, all.toString());
      for (int i = 0; i < 50; i++) {
        assertThat(response(socket))
            .containsExactly("HTTP/1.1 200 OK", "POST /%d %02d".formatted(i, i));
      }
    }
  }

  @Test
  void holdsFarMorePipelinedRequestsThanItReadsAhead() throws Exception {
    try (Served served = Served.with(ECHO);
        SSLSocket socket = served.socket()) {
      String body = "x".repeat(10_000);
      int count = 300;
      Thread writer =
          Thread.startVirtualThread(
              () -> {
                try {
                  for (int i = 0; i < count; i++) {
                    write(
                        socket,
                        "POST /%d HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n%s"
                            .formatted(i, body));
                  }
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      for (int i = 0; i < count; i++) {
        assertThat(response(socket).get(1)).isEqualTo("POST /" + i + " " + body);
      }
      writer.join();
    }
  }

  @Test
  void readsChunkedBodiesInAnySplit() throws Exception {
    try (Served served = Served.with(ECHO);
        SSLSocket socket = served.socket()) {
      String request =
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5;x=y\r\nhello\r\n7\r\n, world\r\n0\r\nTrailer: t\r\n\r\n";
      for (char c : request.toCharArray()) {
        write(socket, String.valueOf(c));
      }
      assertThat(response(socket)).containsExactly("HTTP/1.1 200 OK", "POST / hello, world");
    }
  }

  @Test
  void asksForTheBodyOfAClientThatWaits() throws Exception {
    try (Served served = Served.with(ECHO);
        SSLSocket socket = served.socket()) {
      write(
          socket, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertThat(response(socket).getFirst()).isEqualTo("HTTP/1.1 100 Continue");
      write(socket, "ab");
      assertThat(response(socket)).containsExactly("HTTP/1.1 200 OK", "PUT / ab");
    }
  }

  @Test
  void refusesAWaitingClientItsLargeBodyUnsent() throws Exception {
    try (Served served = Served.with(ECHO);
        SSLSocket socket = served.socket()) {
      write(
          socket,
          "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\nExpect: 100-continue\r\n\r\n");
      assertThat(response(socket).getFirst()).isEqualTo("HTTP/1.1 413 Request Entity Too Large");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0001\u0002\u0003\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET noslash HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a\u00e4 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      })
  void refusesWhatIsNoRequest(String bytes) throws Exception {
    try (Served served = Served.with(ECHO)) {
      try (SSLSocket socket = served.socket()) {
        write(socket, bytes);
        assertThat(response(socket)).containsExactly("HTTP/1.1 400 Bad Request", "400 Bad Request");
      }
      assertThat(served.server.requestBytes()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"431, GET / HTTP/1.1, 263000", "414, GET /, 0"})
  void refusesAHeadThatIsTooLong(int status, String start, int size) throws Exception {
    try (Served served = Served.with(ECHO);
        SSLSocket socket = served.socket()) {
      write(
          socket,
          size > 0
              ? start + "\r\nHost: a\r\nX: " + "x".repeat(size) + "\r\n\r\n"
              : start + "x".repeat(263_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(response(socket).getFirst()).startsWith("HTTP/1.1 " + status + " ");
    }
  }

  @Test
  void closesAConnectionWhoseHeadDoesNotCome() throws Exception {
    try (Served served =
            Served.with(
                HttpBounds.DEFAULTS.withPatience(
                    Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofSeconds(10)),
                ECHO);
        SSLSocket socket = served.socket()) {
      assertThat(isClosedAfter(socket, "GET / HTTP/1.1\r\nHo")).isTrue();
    }
  }

  /** On a machine that is slow enough the server has closed before the client writes. */
  private static boolean isClosedAfter(SSLSocket socket, String text) {
    try {
      write(socket, text);
      return socket.getInputStream().read() == -1;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void answersABodyThatDoesNotComeAndCloses() throws Exception {
    try (Served served =
            Served.with(
                HttpBounds.DEFAULTS.withPatience(
                    Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(100)),
                ECHO);
        SSLSocket socket = served.socket()) {
      write(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
      assertThat(response(socket).getFirst()).isEqualTo("HTTP/1.1 408 Request Timeout");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(served.server.requestBytes()).isZero();
    }
  }

  @Test
  void closesAnIdleConnection() throws Exception {
    try (Served served =
            Served.with(
                HttpBounds.DEFAULTS.withQuiet(
                    Duration.ofSeconds(10), Duration.ofMillis(50), Duration.ofSeconds(1)),
                ECHO);
        SSLSocket socket = served.socket()) {
      write(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(response(socket).getFirst()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void closesAConnectionThatDoesNotShakeHands() throws Exception {
    try (Served served =
            Served.with(
                HttpBounds.DEFAULTS.withPatience(
                    Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ofSeconds(10)),
                ECHO);
        java.net.Socket socket = new java.net.Socket("127.0.0.1", served.server.port())) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void oneClientTooManyIsTurnedAway() throws Exception {
    try (Served served = Served.with(HttpBounds.DEFAULTS.withConnections(1), ECHO);
        SSLSocket first = served.socket()) {
      write(first, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(response(first).getFirst()).isEqualTo("HTTP/1.1 200 OK");
      try (java.net.Socket second = new java.net.Socket("127.0.0.1", served.server.port())) {
        assertThat(second.getInputStream().read()).isEqualTo(-1);
      }
      write(first, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(response(first).getFirst()).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void refusesBodiesPastWhatAllMayHoldTogether() throws Exception {
    try (Served served = Served.with(HttpBounds.DEFAULTS.withBodies(50_000, 70_000), ECHO);
        SSLSocket first = served.socket();
        SSLSocket second = served.socket()) {
      write(first, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 40000\r\n\r\n");
      write(first, "x".repeat(39_999));
      // the first is in the server's hands when its bytes are counted
      long patience = System.nanoTime() + Served.PATIENCE.toNanos();
      while (served.server.requestBytes() < 39_999) {
        assertThat(System.nanoTime()).isLessThan(patience);
        Thread.onSpinWait();
      }
      write(second, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 40000\r\n\r\n");
      write(second, "x".repeat(39_999));
      assertThat(response(second).getFirst()).isEqualTo("HTTP/1.1 429 Too Many Requests");
      write(first, "x");
      assertThat(response(first).getFirst()).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void answersHttp10() throws Exception {
    Tap tap = new Tap();
    try (Served served =
        Served.with(
            request ->
                request.path().equals("/stream")
                    ? new ApiResponse.Streaming(200, Headers.NONE, tap)
                    : ECHO.handle(request))) {
      try (SSLSocket socket = served.socket()) {
        write(socket, "GET / HTTP/1.0\r\n\r\n");
        String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(all).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nGET / ");
      }
      try (SSLSocket socket = served.socket()) {
        write(socket, "GET /stream HTTP/1.0\r\n\r\n");
        tap.give("a");
        tap.give("b");
        tap.end();
        String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(all).endsWith("\r\n\r\nab").doesNotContain("chunked");
      }
    }
  }

  @Test
  void takesWholeUrlsAsTargets() throws Exception {
    try (Served served = Served.with(ECHO);
        SSLSocket socket = served.socket()) {
      write(socket, "GET https://a/b/c?d HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(response(socket).get(1)).isEqualTo("GET /b/c ");
    }
  }

  private static final class Shout implements Takeover {
    final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile Wire wire;

    @Override
    public void open(Wire to) {
      wire = to;
      to.send(ByteBuffer.wrap("hello ".getBytes()));
    }

    @Override
    public void received(ByteBuffer bytes) {
      byte[] text = new byte[bytes.remaining()];
      bytes.get(text);
      String all = new String(text);
      wire.send(ByteBuffer.wrap(all.toUpperCase(java.util.Locale.ROOT).getBytes()));
      if (all.endsWith("!")) {
        wire.close();
      }
    }

    @Override
    public void closed() {
      closed.complete(null);
    }
  }

  @Test
  void handsAnUpgradedConnectionOverWithWhatCameEarly() throws Exception {
    Shout shout = new Shout();
    try (Served served =
            Served.with(
                _ ->
                    new ApiResponse.Upgraded(
                        new Headers(
                            Map.of(
                                "connection", List.of("Upgrade"), "upgrade", List.of("SPDY/3.1"))),
                        shout));
        SSLSocket socket = served.socket()) {
      write(
          socket,
          "POST /exec HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\n"
              + "Upgrade: SPDY/3.1\r\n\r\nGET / early\r\n\r\n");
      InputStream in = socket.getInputStream();
      assertThat(line(in)).isEqualTo("HTTP/1.1 101 Switching Protocols");
      String headers = "";
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        headers += line.toLowerCase(java.util.Locale.ROOT) + ";";
      }
      assertThat(headers).contains("upgrade: spdy/3.1", "connection: upgrade");
      assertThat(new String(in.readNBytes(21))).isEqualTo("hello GET / EARLY\r\n\r\n");
      write(socket, "late!");
      assertThat(new String(in.readAllBytes())).isEqualTo("LATE!");
      shout.closed.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void anUpgradeThatIsRefusedIsAnAnswerAndTheEnd() throws Exception {
    try (Served served = Served.with(ECHO);
        SSLSocket socket = served.socket()) {
      write(
          socket,
          "GET /exec HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      assertThat(response(socket)).containsExactly("HTTP/1.1 200 OK", "GET /exec ");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }
}
