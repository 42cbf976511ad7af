package dev.keelson.apiserver.server.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.server.http.Served;
import dev.keelson.apiserver.server.pki.ServingNames;
import dev.keelson.apiserver.server.pki.TlsIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

class NodeProxyTest {
  private static final NodeProxy PROXY = new NodeProxy(NodeTls.of(Optional.empty(), List.of()));

  private static Served through(NodeAddress node) {
    return Served.with(request -> PROXY.connect(request, node, "/exec/default/p/c?command=sh"));
  }

  private static String key(String head) throws Exception {
    String sent = head.replaceAll("(?si).*sec-websocket-key: (\\S+).*", "$1");
    return Base64.getEncoder()
        .encodeToString(
            MessageDigest.getInstance("SHA-1")
                .digest(
                    (sent + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                        .getBytes(StandardCharsets.US_ASCII)));
  }

  /** One frame of less than 126 bytes, unmasked. */
  private static byte[] unmasked(InputStream in) throws IOException {
    in.read();
    int length = in.read() & 0x7f;
    byte[] mask = in.readNBytes(4);
    byte[] payload = in.readNBytes(length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return payload;
  }

  @Test
  void aWebSocketGoesThroughUnchanged() throws Exception {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    try (StandIn node =
            new StandIn(
                (head, in, out) -> {
                  StandIn.write(
                      out,
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          + "Connection: Upgrade\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n"
                          + "Sec-WebSocket-Accept: "
                          + key(head)
                          + "\r\n\r\n");
                  while (true) { // echo what comes on channel 0 on channel 1
                    byte[] payload = unmasked(in);
                    payload[0] = 1;
                    out.write(new byte[] {(byte) 0x82, (byte) payload.length});
                    out.write(payload);
                    out.flush();
                  }
                });
        Served served = through(node.address());
        HttpClient client = Served.client(Version.HTTP_1_1)) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .header("Authorization", "Bearer secret")
              .subprotocols("v5.channel.k8s.io", "base64url.bearer.authorization.k8s.io.c2VjcmV0")
              .buildAsync(
                  URI.create(served.uri("/x").toString().replace("https:", "wss:")),
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onBinary(
                        WebSocket from, ByteBuffer data, boolean last) {
                      received.add(StandardCharsets.UTF_8.decode(data).toString());
                      from.request(1);
                      return CompletableFuture.completedFuture(null);
                    }
                  })
              .get(60, TimeUnit.SECONDS);
      assertThat(socket.getSubprotocol()).isEqualTo("v5.channel.k8s.io");
      for (String line : List.of("ls\n", "exit\n")) {
        socket
            .sendBinary(ByteBuffer.wrap(("\0" + line).getBytes()), true)
            .get(60, TimeUnit.SECONDS);
        assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo("\1" + line);
      }
      String head = node.heads.remove();
      assertThat(head)
          .startsWith("GET /exec/default/p/c?command=sh HTTP/1.1\r\n")
          .containsIgnoringCase("host: 127.0.0.1:" + node.address().port())
          .containsIgnoringCase("x-forwarded-for: 127.0.0.1\r\n")
          .doesNotContainIgnoringCase("secret")
          .doesNotContain("c2VjcmV0");
      socket.abort();
    }
  }

  private static SSLSocket spdy(Served served) throws Exception {
    SSLSocket socket = served.socket();
    StandIn.write(
        socket.getOutputStream(),
        "POST /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
            + "X-Stream-Protocol-Version: v4.channel.k8s.io\r\n"
            + "X-Stream-Protocol-Version: v3.channel.k8s.io\r\nContent-Length: 0\r\n\r\n");
    return socket;
  }

  private static final String SPDY =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
          + "X-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\n";

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      assertThat(c).as("after %s", head).isNotNegative();
      head.append((char) c);
    }
    return head.toString();
  }

  @Test
  void megabytesOfSpdyGoThroughBothWays() throws Exception {
    try (StandIn node =
            new StandIn(
                (_, in, out) -> {
                  StandIn.write(out, SPDY);
                  in.transferTo(out);
                });
        Served served = through(node.address());
        SSLSocket socket = spdy(served)) {
      assertThat(head(socket.getInputStream()))
          .startsWith("HTTP/1.1 101 ")
          .containsIgnoringCase("x-stream-protocol-version: v4.channel.k8s.io");
      assertThat(node.heads.remove().toLowerCase(java.util.Locale.ROOT))
          .contains(
              "x-stream-protocol-version: v4.channel.k8s.io\r\n",
              "x-stream-protocol-version: v3.channel.k8s.io\r\n",
              "upgrade: spdy/3.1\r\n");
      byte[] bytes = new byte[5_000_000];
      new Random(1).nextBytes(bytes);
      Thread writer =
          Thread.startVirtualThread(
              () -> {
                try {
                  socket.getOutputStream().write(bytes);
                  socket.getOutputStream().flush();
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      assertThat(Arrays.equals(socket.getInputStream().readNBytes(bytes.length), bytes)).isTrue();
      writer.join();
    }
  }

  @Test
  void whatANodeSentBeforeItEndedStillArrives() throws Exception {
    try (StandIn node =
            new StandIn((_, _, out) -> StandIn.write(out, SPDY + "x".repeat(1_000_000)));
        Served served = through(node.address());
        SSLSocket socket = spdy(served)) {
      head(socket.getInputStream());
      assertThat(socket.getInputStream().readAllBytes()).hasSize(1_000_000);
    }
  }

  @Test
  void whatAClientSentBeforeItWentStillArrives() throws Exception {
    CompletableFuture<Integer> arrived = new CompletableFuture<>();
    try (StandIn node =
            new StandIn(
                (_, in, out) -> {
                  StandIn.write(out, SPDY);
                  arrived.complete(in.readAllBytes().length);
                });
        Served served = through(node.address())) {
      try (SSLSocket socket = spdy(served)) {
        head(socket.getInputStream());
        socket.getOutputStream().write(new byte[1_000_000]);
        socket.getOutputStream().flush();
      }
      assertThat(arrived.get(60, TimeUnit.SECONDS)).isEqualTo(1_000_000);
    }
  }

  @Test
  void aNodeThatReadsNothingHoldsTheClientUp() throws Exception {
    AtomicLong written = new AtomicLong();
    CompletableFuture<Void> read = new CompletableFuture<>();
    long all = 64L << 20;
    try (StandIn node =
            new StandIn(
                (_, in, out) -> {
                  StandIn.write(out, SPDY);
                  read.join();
                  in.skipNBytes(all);
                  StandIn.write(out, "!");
                });
        Served served = through(node.address());
        SSLSocket socket = spdy(served)) {
      head(socket.getInputStream());
      Thread writer =
          Thread.startVirtualThread(
              () -> {
                try {
                  byte[] block = new byte[64 * 1024];
                  for (long sent = 0; sent < all; sent += block.length) {
                    socket.getOutputStream().write(block);
                    written.addAndGet(block.length);
                    if (sent == 0) {
                      read.complete(null);
                    }
                  }
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      assertThat(socket.getInputStream().read()).isEqualTo('!');
      writer.join();
      assertThat(written.get()).isEqualTo(all);
    }
  }

  @Test
  void aRefusedUpgradeIsPassedOn() throws Exception {
    try (StandIn node =
            new StandIn(
                (_, _, out) ->
                    StandIn.write(
                        out,
                        "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n"
                            + "Content-Length: 18\r\n\r\npod does not exist"));
        Served served = through(node.address());
        SSLSocket socket = spdy(served)) {
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all).startsWith("HTTP/1.1 404 ").endsWith("\r\n\r\npod does not exist");
    }
  }

  @Test
  void aNodeThatIsNotThereIsSaid() throws Exception {
    NodeAddress nobody;
    try (StandIn node = new StandIn((_, _, _) -> {})) {
      nobody = node.address();
    }
    try (Served served = through(nobody);
        SSLSocket socket = spdy(served)) {
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all)
          .startsWith("HTTP/1.1 500 ")
          .contains(
              "error dialing backend: dial tcp 127.0.0.1:%d: connect: connection refused"
                  .formatted(nobody.port()));
    }
    assertThatThrownBy(() -> PROXY.fetch(nobody, "/containerLogs/a/b/c"))
        .isInstanceOf(ApiFailure.class)
        .hasMessage(
            "Get \"http://127.0.0.1:%d/containerLogs/a/b/c\": dial tcp 127.0.0.1:%d: connect: connection refused"
                .formatted(nobody.port(), nobody.port()));
  }

  @Test
  void proxiesPlainRequests() throws Exception {
    try (StandIn node =
            new StandIn(
                (_, in, out) -> {
                  String body = new String(in.readNBytes(4), StandardCharsets.UTF_8);
                  StandIn.write(
                      out,
                      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nX-Mine: yes\r\n"
                          + "Transfer-Encoding: chunked\r\n\r\n4\r\n"
                          + body
                          + "\r\n1;x\r\n!\r\n0\r\nT: t\r\n\r\n");
                });
        Served served = through(node.address())) {
      for (Version version : Version.values()) {
        if (version == Version.HTTP_1_1 || version == Version.HTTP_2) {
          try (HttpClient client = Served.client(version)) {
            HttpResponse<String> response =
                client.send(
                    served.request("/x").PUT(BodyPublishers.ofString("body")).build(),
                    BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(201);
            assertThat(response.headers().firstValue("x-mine")).contains("yes");
            assertThat(response.body()).isEqualTo("body!");
          }
        }
      }
    }
  }

  @Test
  void streamsALogAsItComes() throws Exception {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    CompletableFuture<Void> gone = new CompletableFuture<>();
    try (StandIn node =
            new StandIn(
                (_, in, out) -> {
                  StandIn.write(out, "HTTP/1.1 200 OK\r\nContent-Type: x/y\r\n\r\n");
                  for (String line = lines.take(); !line.isEmpty(); line = lines.take()) {
                    StandIn.write(out, line);
                  }
                  assertThat(in.read()).isEqualTo(-1);
                  gone.complete(null);
                });
        Served served =
            Served.with(
                _ -> PROXY.fetch(node.address(), "/containerLogs/default/p/c?follow=true"));
        HttpClient client = Served.client(Version.HTTP_2)) {
      HttpResponse<InputStream> response =
          client.send(served.request("/").build(), BodyHandlers.ofInputStream());
      assertThat(response.headers().firstValue("content-type")).contains("text/plain");
      for (String line : List.of("first\n", "second\n")) {
        lines.add(line);
        assertThat(new String(response.body().readNBytes(line.length()))).isEqualTo(line);
      }
      lines.add("");
      response.body().close();
      gone.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void aLogThatCannotBeReadSaysWhy() throws Exception {
    try (StandIn node =
        new StandIn(
            (head, _, out) ->
                StandIn.write(
                    out,
                    head.startsWith("GET /400")
                        ? "HTTP/1.1 400 Bad Request\r\n\r\ncontainer \"c\" is waiting to start"
                        : "HTTP/1.1 404 Not Found\r\n\r\nnope"))) {
      assertThatThrownBy(() -> PROXY.fetch(node.address(), "/400"))
          .isInstanceOfSatisfying(
              ApiFailure.class, failure -> assertThat(failure.status().code()).isEqualTo(400))
          .hasMessage("container \"c\" is waiting to start");
      assertThatThrownBy(() -> PROXY.fetch(node.address(), "/404"))
          .isInstanceOfSatisfying(
              ApiFailure.class, failure -> assertThat(failure.status().code()).isEqualTo(404))
          .hasMessage("the server could not find the requested resource");
    }
  }

  @Test
  void anAnswerThatBreaksOffIsNoWholeAnswer() throws Exception {
    try (StandIn node =
            new StandIn(
                (_, _, out) ->
                    StandIn.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"));
        Served served = through(node.address());
        HttpClient client = Served.client(Version.HTTP_2)) {
      assertThatThrownBy(() -> client.send(served.request("/").build(), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void speaksTlsAsItselfAndVerifiesWhereItHasRoots() throws Exception {
    TlsIdentity kubelet =
        Served.CA.serving("node", ServingNames.ofApiServer("10.0.0.1", List.of()));
    ServerSocket listener =
        Served.contextAs(kubelet)
            .getServerSocketFactory()
            .createServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress());
    ((javax.net.ssl.SSLServerSocket) listener).setNeedClientAuth(true);
    try (StandIn node =
        new StandIn(listener, (_, _, out) -> StandIn.write(out, "HTTP/1.1 200 OK\r\n\r\nlog"))) {
      NodeAddress address = new NodeAddress("127.0.0.1", listener.getLocalPort(), true);
      TlsIdentity self = Served.CA.client("kube-apiserver-kubelet-client", List.of());
      for (List<java.security.cert.X509Certificate> roots :
          List.of(
              List.<java.security.cert.X509Certificate>of(), List.of(Served.CA.certificate()))) {
        var response = new NodeProxy(NodeTls.of(Optional.of(self), roots)).fetch(address, "/log");
        assertThat(response.status()).isEqualTo(200);
        dev.keelson.apiserver.server.ApiResponse.Streaming streaming =
            (dev.keelson.apiserver.server.ApiResponse.Streaming) response;
        streaming.body().close();
      }
      NodeProxy stranger =
          new NodeProxy(
              NodeTls.of(
                  Optional.of(self),
                  List.of(
                      dev.keelson.apiserver.server.pki.CertificateAuthority.create(
                              "other", java.time.InstantSource.system())
                          .certificate())));
      assertThatThrownBy(() -> stranger.fetch(address, "/log")).isInstanceOf(ApiFailure.class);
    }
  }
}
