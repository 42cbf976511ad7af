package dev.keelson.apiserver.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.http.RawHttp2.Frame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** HTTP/2 as no well-behaved client sends it. */
class Http2EdgesTest {
  private static final Handler ECHO =
      request -> ApiResponse.bytes(200, "text/plain", request.body());

  private static DefaultHttp2Headers post() {
    return (DefaultHttp2Headers) new DefaultHttp2Headers().method("POST").path("/");
  }

  @Test
  void aBodyMayEndWithTrailers() throws Exception {
    try (Served served = Served.with(ECHO);
        RawHttp2 client = new RawHttp2(served)) {
      client.headers(1, 0, post());
      client.send(RawHttp2.DATA, 0, 1, "abc".getBytes());
      java.io.ByteArrayOutputStream trailer = new java.io.ByteArrayOutputStream();
      // literal without indexing: "x: y"
      trailer.write(new byte[] {0, 1, 'x', 1, 'y'});
      client.send(
          RawHttp2.HEADERS, RawHttp2.END_STREAM | RawHttp2.END_HEADERS, 1, trailer.toByteArray());
      assertThat(client.decoded(client.read(RawHttp2.HEADERS)).status()).hasToString("200");
      assertThat(new String(client.read(RawHttp2.DATA).payload())).isEqualTo("abc");
    }
  }

  @Test
  void announcesItsBounds() throws Exception {
    try (Served served = Served.with(ECHO);
        RawHttp2 client = new RawHttp2(served)) {
      byte[] settings = client.read(RawHttp2.SETTINGS).payload();
      java.util.Map<Integer, Integer> values = new java.util.HashMap<>();
      java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(settings);
      while (bytes.hasRemaining()) {
        values.put((int) bytes.getShort(), bytes.getInt());
      }
      assertThat(values).containsEntry(3, 250).containsEntry(4, 256 * 1024);
      assertThat(values).containsEntry(6, 256 * 1024);
    }
  }

  @Test
  void aRequestWithoutPathCostsItsStreamOnly() throws Exception {
    try (Served served = Served.with(ECHO);
        RawHttp2 client = new RawHttp2(served)) {
      client.headers(1, RawHttp2.END_STREAM, new DefaultHttp2Headers().method("GET").path("a b"));
      Frame reset = client.read(RawHttp2.RST_STREAM);
      assertThat(reset.stream()).isEqualTo(1);
      client.get(3, "/");
      assertThat(client.decoded(client.read(RawHttp2.HEADERS)).status()).hasToString("200");
    }
  }

  @Test
  void refusesAHeadThatIsTooLong() throws Exception {
    try (Served served = Served.with(ECHO);
        RawHttp2 client = new RawHttp2(served)) {
      client.headers(
          1,
          RawHttp2.END_STREAM,
          new DefaultHttp2Headers().method("GET").path("/").set("x", "x".repeat(270_000)));
      assertThat(client.decoded(client.read(RawHttp2.HEADERS)).status()).hasToString("431");
    }
  }

  @Test
  void garbageEndsTheConnectionAndNoOther() throws Exception {
    try (Served served = Served.with(ECHO);
        RawHttp2 good = new RawHttp2(served)) {
      try (RawHttp2 bad = new RawHttp2(served)) {
        bad.read(RawHttp2.SETTINGS);
        bad.send(RawHttp2.DATA, 0, 0, new byte[10]);
        assertThat(bad.read(RawHttp2.GOAWAY).payload()[7]).isEqualTo((byte) 1); // PROTOCOL_ERROR
        assertThatThrownBy(
                () -> {
                  while (true) {
                    bad.read();
                  }
                })
            .isInstanceOf(IOException.class);
      }
      good.get(1, "/");
      assertThat(good.decoded(good.read(RawHttp2.HEADERS)).status()).hasToString("200");
    }
  }

  @Test
  void answersABodyThatDoesNotCome() throws Exception {
    try (Served served =
            Served.with(
                HttpBounds.DEFAULTS.withPatience(
                    Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(100)),
                ECHO);
        RawHttp2 client = new RawHttp2(served)) {
      client.headers(1, 0, post());
      assertThat(client.decoded(client.read(RawHttp2.HEADERS)).status()).hasToString("408");
      Frame end = client.read(RawHttp2.DATA);
      assertThat(end.ends()).isTrue();
      assertThat(client.read(RawHttp2.RST_STREAM).number()).isZero(); // NO_ERROR
      assertThat(served.server.requestBytes()).isZero();
    }
  }

  @Test
  void dropsAClientThatTakesNothing() throws Exception {
    try (Served served =
            Served.with(
                HttpBounds.DEFAULTS.withQuiet(
                    Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ofSeconds(1)),
                _ -> ApiResponse.bytes(200, "text/plain", new byte[1_000_000]));
        RawHttp2 client = new RawHttp2(served)) {
      client.get(1, "/");
      assertThat(client.read(RawHttp2.RST_STREAM).number()).isEqualTo(8); // CANCEL
    }
  }

  @Test
  void closesAnIdleConnectionWithAGoodbye() throws Exception {
    try (Served served =
            Served.with(
                HttpBounds.DEFAULTS.withQuiet(
                    Duration.ofSeconds(10), Duration.ofMillis(50), Duration.ofSeconds(1)),
                ECHO);
        RawHttp2 client = new RawHttp2(served)) {
      client.get(1, "/");
      client.read(RawHttp2.HEADERS);
      client.read(RawHttp2.GOAWAY);
    }
  }

  @Test
  void cutsOffAClientThatAbandonsRequestsFasterThanTheyEnd() throws Exception {
    CompletableFuture<Void> release = new CompletableFuture<>();
    AtomicInteger running = new AtomicInteger();
    try (Served served =
            Served.with(
                request -> {
                  running.incrementAndGet();
                  release.join();
                  return ECHO.handle(request);
                });
        RawHttp2 client = new RawHttp2(served)) {
      client.read(RawHttp2.SETTINGS);
      int stream = 1;
      for (int i = 0; i < 1_001; i++) {
        client.get(stream, "/");
        if (i < 1_000) { // after the last the server closes: a write could meet a reset
          client.reset(stream);
        }
        stream += 2;
      }
      assertThat(client.read(RawHttp2.GOAWAY).payload()[7]).isEqualTo((byte) 11);
      release.complete(null);
      assertThat(running.get()).isLessThanOrEqualTo(1_000);
    }
  }

  @Test
  void aStreamTooManyIsRefused() throws Exception {
    CompletableFuture<Void> release = new CompletableFuture<>();
    try (Served served =
            Served.with(
                request -> {
                  release.join();
                  return ECHO.handle(request);
                });
        RawHttp2 client = new RawHttp2(served)) {
      for (int i = 0; i < 251; i++) {
        client.get(1 + 2 * i, "/");
      }
      Frame reset = client.read(RawHttp2.RST_STREAM);
      assertThat(reset.stream()).isEqualTo(501);
      assertThat(reset.number()).isEqualTo(7); // REFUSED_STREAM
      release.complete(null);
      Set<Integer> answered = new HashSet<>();
      while (answered.size() < 250) {
        Frame frame = client.read();
        if (frame.type() <= RawHttp2.HEADERS && frame.ends()) {
          answered.add(frame.stream());
        }
      }
    }
  }
}
